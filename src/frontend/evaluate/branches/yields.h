// Generators that branch on run-time conditions. Where both sides yield, the generator waits on
// both: the next time it is asked, it branches again by the same condition, and each side goes on
// from its own yield. A side that does not yield goes on to its next yield first. How many items
// there are must not depend on the condition.
#pragma once

namespace duet::frontend {

/// The generator being carried out can not be a part of a graph.
[[noreturn]] void refuse_yields();

}  // namespace duet::frontend
