// The one page of JavaScript under web/: what C++ cannot do through values alone. A call that throws
// becomes a value, a promise or a timeout comes back as a call, and text crosses without detours.
// Knows nothing of sockets, peers or calls.

/* global addToLibrary, Emval, HEAPU8, HEAPU32, Module, UTF8Decoder, UTF8ToString, enterCore, names, utf8Encoder */
/* global _holdfast_heard, _holdfast_settled */

addToLibrary({
  // The names of methods by where they lie in the program, read once: most are called with every frame.
  $names: {},

  // target[method](...args), or `new target(...args)` without a method. Returns the value, or what was
  // thrown, with the flag raised. Without a flag nobody looks: what was thrown becomes an uncaught
  // error of the page, after the work at hand.
  holdfast_attempt__deps: ['$Emval', '$UTF8ToString', '$names'],
  holdfast_attempt: (target, method, args, count, thrown) => {
    try {
      const subject = Emval.toValue(target);
      const values = [];
      while (values.length < count) values.push(Emval.toValue(HEAPU32[(args >> 2) + values.length]));
      if (!method) return Emval.toHandle(new subject(...values));
      return Emval.toHandle(subject[(names[method] ??= UTF8ToString(method))](...values));
    } catch (error) {
      if (thrown) {
        HEAPU8[thrown] = 1;
      } else {
        queueMicrotask(() => {
          throw error;
        });
      }
      return Emval.toHandle(error);
    }
  },

  // Every way from the browser into the core leads through here. Nothing on our side throws, so what
  // comes out is a trap: from then on the core is not entered again, and the page is told.
  $enterCore__deps: ['$Emval'],
  $enterCore: (entry, listener, ...args) => {
    if (!listener.address || Module.broken) return;
    try {
      entry(listener.address, ...args);
    } catch (error) {
      Module.broken = true;
      if (!Module.trapped) throw error;
      Module.trapped(error);
    }
  },

  // A C++ listener as the browser sees it. Its address is 0 once the C++ is gone.
  holdfast_listener__deps: ['$Emval', '$enterCore', 'holdfast_heard', 'holdfast_settled'],
  holdfast_listener: (address) =>
    Emval.toHandle({
      address,
      handleEvent(event) {
        enterCore(_holdfast_heard, this, Emval.toHandle(event));
      },
      settle(tag, fine, value) {
        enterCore(_holdfast_settled, this, tag, fine, Emval.toHandle(value));
      },
    }),

  // Tells the listener how the promise ended. A microphone that is granted when nobody waits for it any
  // more is switched off at once.
  holdfast_when_settled__deps: ['$Emval'],
  holdfast_when_settled: (promise, listener, tag) => {
    const teller = Emval.toValue(listener);
    Promise.resolve(Emval.toValue(promise)).then(
      (value) => {
        if (teller.address) teller.settle(tag, true, value);
        else value?.getTracks?.().forEach((track) => track.stop());
      },
      (error) => teller.settle(tag, false, error),
    );
  },

  // Tells the listener after the delay; returns what clearTimeout wants.
  holdfast_after__deps: ['$Emval'],
  holdfast_after: (delay, listener, tag) => {
    const teller = Emval.toValue(listener);
    return Emval.toHandle(setTimeout(() => teller.settle(tag, true), delay));
  },

  holdfast_number__deps: ['$Emval'],
  holdfast_number: (value) => {
    const number = Emval.toValue(value);
    return typeof number == 'number' ? number : NaN;
  },

  // How many bytes suffice for the text; 0 for what is no text. A UTF-16 unit becomes three at most.
  holdfast_text_room__deps: ['$Emval'],
  holdfast_text_room: (value) => {
    const text = Emval.toValue(value);
    return typeof text == 'string' ? text.length * 3 : 0;
  },

  // Writes the text as UTF-8; returns how many bytes it took.
  $utf8Encoder: 'new TextEncoder()',
  holdfast_copy_text__deps: ['$Emval', '$utf8Encoder'],
  holdfast_copy_text: (value, buffer, room) =>
    utf8Encoder.encodeInto(Emval.toValue(value), HEAPU8.subarray(buffer, buffer + room)).written,

  holdfast_make_text__deps: ['$Emval', '$UTF8Decoder'],
  holdfast_make_text: (bytes, size) =>
    Emval.toHandle(UTF8Decoder.decode(HEAPU8.subarray(bytes, bytes + size))),

  holdfast_make_bytes__deps: ['$Emval'],
  holdfast_make_bytes: (bytes, size) => Emval.toHandle(HEAPU8.slice(bytes, bytes + size)),
});
