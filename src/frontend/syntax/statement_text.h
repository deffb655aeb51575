// The text of one statement of a file, without parsing the file.
#pragma once

#include <string>
#include <string_view>

namespace duet::syntax {

/// The outermost statement that seems to stand at `line`, and the file's imports (Python compiles a
/// call of an imported module's function in its own way), with empty lines for all others, so that
/// places are those of the file. A guess from indentation: whoever parses it must see whether it
/// gives what was looked for.
std::string statement_text(std::string_view text, int line);

}  // namespace duet::syntax
