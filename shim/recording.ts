// The recording of one client, in the pieces in which its cores handed it over: it outlives them, and a core
// that breaks does not take it along. Does not know what is in it.

export class Recording {
  private readonly pieces: Uint8Array<ArrayBuffer>[] = [];

  /** `room`: how many bytes it may still grow by. */
  constructor(public room: number) {}

  add(piece: Uint8Array<ArrayBuffer>, full: boolean): void {
    this.pieces.push(piece);
    this.room = full ? 0 : this.room - piece.length;
  }

  file(): Blob {
    return new Blob(this.pieces, { type: 'application/octet-stream' });
  }
}
