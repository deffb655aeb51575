// Executable memory. A page is writable first and executable afterwards, never both.
#pragma once

#include <string>
#include <string_view>

namespace duet {

/// Copies position-independent code to executable memory that is kept for the life of the process.
/// Null where the system refuses. Thread safe.
const void* place_code(std::string_view code);

/// Writes what perf needs to name the code (DUET_DUMP).
void name_code(const void* code, size_t size, const std::string& name);

}  // namespace duet
