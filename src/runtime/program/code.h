// A segment made ready for inputs of certain layouts: everything that does not depend on where
// memory lies is computed beforehand. Internal to the program.
#pragma once

#include <optional>

#include "runtime/program/segment.h"

namespace duet {

class SegmentCode {
 public:
  virtual ~SegmentCode() = default;
  virtual void run(ProgramFrame& frame) const = 0;
  virtual std::string describe() const = 0;
  /// Whether states are left in blocks (tensor/blocks.h); nothing if none is of that kind.
  virtual std::optional<bool> in_blocks() const = 0;
};

/// `inputs`: values that come from outside the segment; `types`: what they are this time. `blocks`:
/// states may be left in blocks. Null where extents depend on elements.
std::unique_ptr<SegmentCode> make_code(const SegmentRequest& request,
                                       std::span<const int64_t> inputs,
                                       std::span<const Tensor> types, bool blocks);

}  // namespace duet
