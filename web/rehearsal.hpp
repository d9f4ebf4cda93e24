// Plays the beginning of a session through that nobody hears. An engine compiles a function when it
// is first called, and a client's first connect() would wait for two hundred of them, one by one.
// Knows no browser.
#pragma once

namespace holdfast::web {

/// Has the functions called that a connect() needs, up to the registration.
void rehearse();

}  // namespace holdfast::web
