// The text of a bug report; errors of the user's program are drawn by the binding.
#include "base/error.h"

namespace duet {

Bug::Bug(std::string message, std::source_location where)
    : text_(fmt::format("{} [{}:{} in {}]\nThis is a mistake in Duet, not in your program: please "
                        "report it with the "
                        "program that shows it",
                        message, where.file_name(), where.line(), where.function_name())) {}

}  // namespace duet
