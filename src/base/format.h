// The door to {fmt}; GCC 12 has no std::format. Header-only, so that the wheel needs no libfmt.
#pragma once

#ifndef FMT_HEADER_ONLY
#define FMT_HEADER_ONLY
#endif
#include <fmt/format.h>
