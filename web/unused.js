// What embind would register of kinds of values that never cross here: strings (texts have a way of
// their own), views of memory, big integers. Registering nothing in their place leaves their code out of the glue.

addToLibrary({
  _embind_register_std_wstring: () => {},
  _embind_register_memory_view: () => {},
  _embind_register_bigint: () => {},
  _embind_register_std_string: () => {},
});
