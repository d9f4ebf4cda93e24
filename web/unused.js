// What embind carries for cases that never happen here, replaced by less: kinds of values that never cross
// (texts have a way of their own), functions of one name for several numbers of arguments, arguments that must be
// given back, types that were forgotten, browsers without `globalThis`. Nothing here is called by us; an Emscripten
// that does without one of these ignores it.

/* global Module, getWasmTableEntry, throwBindingError */

const nothing = () => {};

addToLibrary({
  _embind_register_std_wstring: nothing,
  _embind_register_memory_view: nothing,
  _embind_register_bigint: nothing,
  _embind_register_std_string: nothing,

  $exposePublicSymbol__deps: [],
  $exposePublicSymbol: (name, value) => {
    Module[name] = value;
  },
  $replacePublicSymbol__deps: [],
  $replacePublicSymbol: (name, value) => {
    Module[name] = value;
  },
  // Only numbers and values are bound. The first type is the result's, the second would be that of `this`.
  $craftInvokerFunction__deps: [],
  $craftInvokerFunction: (name, [result, , ...types], classType, invoker, target) => {
    return (...args) =>
      result.fromWireType(invoker(target, ...types.map((type, at) => type.toWireType(null, args[at]))));
  },
  $embind__requireFunction__deps: ['$getWasmTableEntry'],
  $embind__requireFunction: (signature, pointer) => getWasmTableEntry(pointer),
  $throwUnboundTypeError__deps: ['$throwBindingError'],
  $throwUnboundTypeError: (message) => throwBindingError(message),
  $emval_get_global__deps: [],
  $emval_get_global: () => globalThis,
});
