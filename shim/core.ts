// Brings the core to life and keeps it apart: only this file and the carriers know that there is WebAssembly. One
// instance per page, made when it is first wanted and never on import; one core per client in it. A core that is
// gone, or whose instance broke, answers nothing any more and hurts nobody. How the program came into the page the
// carrier knows: each entry of the package has its own as `#core/carrier`.

import { excuse, program } from '#core/carrier';
import makeModule from '#core/glue';

import { errorOf } from './errors.js';
import type { Core, CoreConfig, CoreHost, CoreModule } from './surface.js';

/** A core as the rest of the shim sees it. */
export class CoreHandle {
  private core: Core | null;

  /** Throws a `TelnyxError` where the core cannot be compiled. `broken` is told when its instance breaks. */
  constructor(
    config: CoreConfig,
    host: CoreHost,
    private readonly broken: (error: unknown) => void,
  ) {
    const { module, handles } = compiled();
    try {
      this.core = coreOf(module, module.make(config, host));
    } catch (error) {
      abandon(error);
      throw errorOf(49001, { originalError: error });
    }
    handles.add(this);
  }

  get isLive(): boolean {
    return this.core !== null;
  }

  /** Tells the core something. False when there is no core any more to be told. */
  tell(fact: (core: Core) => void): boolean {
    if (!this.core) {
      console.debug('This session is over; what was asked of it is ignored');
      return false;
    }
    try {
      fact(this.core);
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      abandon(error);
    }
    return this.isLive;
  }

  /** Ends what is left and gives everything back. */
  dispose(): void {
    const { core } = this;
    if (!core) return;
    this.tell(() => core.dispose());
    if (!this.core) return;
    this.core = null;
    instance?.handles.delete(this);
  }

  /** The instance is beyond repair. */
  abandoned(error: unknown): void {
    this.core = null;
    this.broken(error);
  }
}

/** How many browser objects the cores of this page hold. */
export function liveHandles(): number {
  return instance ? instance.module.liveHandles() : 0;
}

interface Instance {
  readonly module: CoreModule;
  readonly handles: Set<CoreHandle>;
}

let instance: Instance | undefined;

function compiled(): Instance {
  if (!instance) {
    const module = compile();
    module.trapped = abandon;
    instance = { module, handles: new Set() };
  }
  return instance;
}

/** The module's functions as methods of one core. */
function coreOf(module: CoreModule, number: number): Core {
  return new Proxy(module as unknown as Core, {
    get: (functions, name: keyof Core) =>
      (functions[name] as (...args: unknown[]) => void).bind(null, number),
  });
}

function compile(): CoreModule {
  try {
    const instanceOf = program();
    return makeModule({
      instantiateWasm(imports, ready) {
        const made = instanceOf(imports);
        ready(made);
        return made.exports;
      },
    }) as CoreModule;
  } catch (originalError) {
    throw errorOf(45001, { message: excuse(), originalError });
  }
}

// After a trap the memory of the instance is worth nothing, and every core in it is lost.
function abandon(error: unknown): void {
  const lost = instance?.handles ?? [];
  instance = undefined;
  for (const handle of lost) handle.abandoned(error);
}
