#include "frontend/syntax/statement_text.h"

#include <vector>

namespace duet::syntax {
namespace {

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (size_t start = 0; start < text.size();) {
    size_t end = text.find('\n', start);
    end = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(start, end - start));
    start = end;
  }
  return lines;
}

/// A line that does not go on with a statement begun before.
bool begins(std::string_view line) {
  return std::string_view(" \t\f\r\n#)]}").find(line[0]) == std::string_view::npos;
}

}  // namespace

std::string statement_text(std::string_view text, int line) {
  std::vector<std::string_view> lines = split_lines(text);
  if (line < 1 || line > static_cast<int>(lines.size())) return "";
  size_t first = static_cast<size_t>(line) - 1;
  while (first > 0 && !begins(lines[first])) --first;
  while (first > 0 && lines[first - 1][0] == '@') --first;
  size_t last = first;
  // Decorators belong to the definition behind them.
  while (last + 1 < lines.size() && (lines[last][0] == '@' || !begins(lines[last]))) ++last;
  while (last + 1 < lines.size() && !begins(lines[last + 1])) ++last;
  std::string result;
  bool import = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (begins(lines[i])) import = lines[i].starts_with("import ") || lines[i].starts_with("from ");
    if (import || (first <= i && i <= last))
      result += lines[i];
    else
      result += '\n';
  }
  return result;
}

}  // namespace duet::syntax
