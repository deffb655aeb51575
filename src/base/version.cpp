// The build hands the version number of the root CMakeLists.txt to this file only, so that a new
// version recompiles one file.
#include "base/version.h"

namespace duet {

std::string_view version() { return DUET_VERSION; }

}  // namespace duet
