// einsum: "ij,jk->ik". The text is read into labels, operands are contracted from left to right.
#include <algorithm>

#include "ops/families/linalg.h"

namespace duet::ops {
namespace {

// Axes of "..." have the labels -1 (the last), -2, ...
struct Equation {
  std::vector<Ints> operands;
  Ints out;
};

Error bad_equation(Call& call, std::string_view why) {
  return call.error("`equation` needs to be like 'ij,jk->ik': {}", why)
      .label(0, "'{}'", call.args[0].as_string())
      .slug("einsum-equation");
}

/// The labels of one operand (or the result, with `dots` axes for "...").
Ints read_labels(Call& call, std::string_view text, int dots) {
  Ints labels;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    if (text.substr(i, 3) == "...") {
      for (int axis = dots; axis > 0; --axis) labels.push_back(-axis);
      i += 2;
    } else if (std::isalpha(static_cast<unsigned char>(text[i]))) {
      labels.push_back(text[i]);
    } else {
      throw bad_equation(call, fmt::format("'{}' is no letter", text[i]));
    }
  }
  return labels;
}

int letters(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c); }));
}

/// Without "->" the result has the axes of "..." and the letters that stand once, in order.
Ints implicit_result(const std::vector<Ints>& operands) {
  Ints all, out;
  int64_t dots = 0;
  for (const Ints& labels : operands)
    for (int64_t label : labels) {
      dots = std::min(dots, label);
      if (label > 0) all.push_back(label);
    }
  for (int64_t label = dots; label < 0; ++label) out.push_back(label);
  std::sort(all.begin(), all.end());
  for (int64_t label : all)
    if (std::count(all.begin(), all.end(), label) == 1) out.push_back(label);
  return out;
}

Equation read(Call& call, const Vs& tensors) {
  std::string_view text = call.args[0].as_string(), left = text.substr(0, text.find("->"));
  Equation equation;
  int dots = 0;
  size_t start = 0;
  for (const V& tensor : tensors) {
    if (start > left.size()) throw bad_equation(call, "it has fewer terms than there are tensors");
    std::string_view term = left.substr(start, left.find(',', start) - start);
    start += term.size() + 1;
    int free = tensor.rank() - letters(term);
    bool ellipsis = term.find("...") != std::string_view::npos;
    if (free < 0 || (free > 0 && !ellipsis))
      throw bad_equation(
          call, fmt::format("'{}' does not name the {} axes of its tensor", term, tensor.rank()))
          .label(1, "{}", describe(tensor.type()));
    if (ellipsis) dots = std::max(dots, free);
    equation.operands.push_back(read_labels(call, term, free));
  }
  if (start <= left.size()) throw bad_equation(call, "it has more terms than there are tensors");
  bool explicit_out = left.size() < text.size();
  equation.out = explicit_out ? read_labels(call, text.substr(left.size() + 2), dots)
                              : implicit_result(equation.operands);
  return equation;
}

/// A label that stands twice in one operand means its diagonal.
Labeled without_repeats(Labeled x) {
  for (size_t i = 0; i < x.labels.size(); ++i)
    for (size_t j = i + 1; j < x.labels.size(); ++j) {
      if (x.labels[i] != x.labels[j]) continue;
      int64_t label = x.labels[i];
      x.v = diagonal(x.v, 0, static_cast<int64_t>(i), static_cast<int64_t>(j));
      x.labels.erase(j);
      x.labels.erase(i);
      x.labels.push_back(label);
      return without_repeats(std::move(x));
    }
  return x;
}

}  // namespace

constexpr Op einsum = define({
    .name = "Einsum",
    .schema = "equation: str, operands: Tensor[]",
    .doc = "Sums of products over named axes: 'ij,jk->ik' is a matrix product. A letter that the "
           "result has not is summed over; '...' stands for further axes, which broadcast.",
    .body = Decompose([](Call& call, std::string_view, Vs tensors) {
      if (tensors.empty()) throw bad_equation(call, "there is no tensor");
      Equation equation = read(call, tensors);
      Labeled result = without_repeats({tensors[0], equation.operands[0]});
      for (size_t i = 1; i < tensors.size(); ++i) {
        Ints kept = equation.out;
        for (size_t k = i + 1; k < tensors.size(); ++k)
          kept.append(equation.operands[k].begin(), equation.operands[k].end());
        result = contracted(result, without_repeats({tensors[i], equation.operands[i]}), kept);
      }
      return ordered(summed(result, equation.out), equation.out);
    }),
    .oracle = "np.einsum(equation, *operands)",
    .samples = {"'ij,jk->ik' [f32[2,3],f32[3,4]]", "'bij,bjk' [f32[2,3,4],f32[2,4,5]]",
                "'...i,...i->...' [f32[2,3],f32[2,3]]", "'ii->i' [f32[3,3]]", "'ij->ji' [f32[2,3]]",
                "'i,j->ij' [f32[2],f32[3]]", "'bhqd,bhkd->bhqk' [f32[2,3,4,5],f32[2,3,6,5]]",
                "'ij,jk,kl->il' [f32[2,3],f32[3,4],f32[4,5]]", "'ij->' [f32[2,3]]"},
    .function = "einsum_of",
});

}  // namespace duet::ops
