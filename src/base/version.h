// The version of this library. The number itself stands in the root CMakeLists.txt.
#pragma once

#include <string_view>

namespace duet {

/// The version of libduet, like "0.3.0".
std::string_view version();

}  // namespace duet
