// The address of a socket, from the options and the routing id. Pure text.
#pragma once

#include <string>

#include "config.hpp"

namespace holdfast::signaling {

/// `skip_routing`: ask for another instance than the one the routing id leads to.
std::string socket_url(const Config& config, const RoutingId& routing, bool skip_routing);

}  // namespace holdfast::signaling
