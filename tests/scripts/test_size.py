"""`scripts/dev size`: what counts as a function, and how long it is."""

from devtools import size

CODE = """\
#include <map>
// int comment() {
namespace duet {
namespace {

constexpr Op mul = define({
    .name = "Mul {",
    .grad = Grad([](V x) { return Grads{x}; }),
});

template <class T>
class Box {
 public:
  explicit Box(int size) : size_{size} {}

  int size() const {
    if (size_) {
      return size_;
    }

    return 0;
  }
  bool operator==(const Box& other) const { return size_ == other.size_; }
};

}  // namespace

std::vector<int> numbers(const std::string& text,
                         char separator) {
  auto split = [](char c) { return c == '{'; };
  return {1, 2};
}

}  // namespace duet
"""


def functions(tmp_path, name, code):
    (tmp_path / name).write_text(code)
    return {measure.name: measure.length for measure in size.measures(tmp_path / name)}


def test_cxx_functions_are_found_with_their_lengths(tmp_path):
    found = functions(tmp_path, "x.cpp", CODE)
    assert found.pop("file") == CODE.count("\n")
    assert found == {"Box": 1, "size": 6, "operator==": 1, "numbers": 5}


def test_a_docstring_does_not_count(tmp_path):
    code = 'def f():\n    """First.\n\n    More.\n    """\n    return 1\n'
    assert functions(tmp_path, "x.py", code)["f"] == 2
