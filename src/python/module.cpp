// The extension module `mindspore._core`: the list of what Python sees of the core.
#include <nanobind/nanobind.h>

#include <string>

#include "base/version.h"

// The macro is nanobind's: NOLINTNEXTLINE(misc-use-anonymous-*, performance-*)
NB_MODULE(_core, module) {
  module.doc() = "The core of Duet.";
  module.attr("__version__") = std::string(duet::version()).c_str();
}
