// Doing something natively, or, where the graph can not express it, as a visit.
#pragma once

#include <algorithm>

#include "frontend/evaluate/visits/visiting_world.h"

namespace duet::frontend {

/// A function of mindspore/common/_host.py.
Object host_function(const char* name);

/// Reasons that a visit removes.
inline bool is_visitable(std::string_view slug) {
  static constexpr std::string_view kSlugs[] = {"unknown-callable", "outside-array", "outside-set",
                                                "elements-needed",  "object-needed", "value-needed",
                                                "outside-iterator", "number-needed"};
  return std::find(std::begin(kSlugs), std::end(kSlugs), slug) != std::end(kSlugs);
}

/// Nothing may have been recorded or carried out before it was found out.
template <class Native, class Visited>
auto VisitingWorld::attempt(Native native, Visited visited) -> decltype(native()) {
  size_t position = tracer_.position();
  uint64_t steps = machine_->steps();
  Why why;
  try {
    return native();
  } catch (const PythonError&) {
    bool begun = tracer_.position() != position || machine_->steps() != steps;
    if (begun || !is_for_python(why)) throw;
  } catch (const Untraceable& needed) {
    why = {needed.reason(), needed.slug()};
    if (!is_visitable(why.slug) || tracer_.position() != position || machine_->steps() != steps)
      throw;
  }
  return visited(why);
}

}  // namespace duet::frontend
