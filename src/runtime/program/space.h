// Writing one group's space as another's. Internal to the program.
#pragma once

#include "runtime/program/merge.h"

namespace duet {

/// The members of both over one space: every way there is, the best first. What crosses has not
/// been compared yet.
std::vector<Cluster> common_spaces(const Cluster& a, const Cluster& b);

}  // namespace duet
