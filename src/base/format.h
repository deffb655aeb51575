// The door to {fmt}; GCC 12 has no std::format. Its implementation is compiled once, in
// cmake/fmt.cpp: header-only, each file would compile it again (3 s).
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>
