// Reading the attributes of sliding windows.
#include "ops/families/window.h"

#include <algorithm>

#include "ops/registry.h"

namespace duet {
namespace {

std::string tuple(const Ints& values) {
  return values.size() == 1 ? fmt::format("{}", values[0])
                            : fmt::format("({})", fmt::join(values, ", "));
}

std::string_view parameter(const Call& call, int argument) {
  return entry(call.op).schema.params[argument].name;
}

bool is_mode(std::string_view given, std::string_view mode) {
  return std::equal(given.begin(), given.end(), mode.begin(), mode.end(),
                    [](char a, char b) { return std::tolower(a) == b; });
}

}  // namespace

Ints per_axis(Call& call, const Ints& values, int axes, int argument, int64_t least) {
  Ints result = values;
  if (values.size() == 1) result.resize(axes, values[0]);
  // (1, 1, height, width): the axes of batch and channels are named too.
  if (static_cast<int>(values.size()) == axes + 2) result = Ints(values.begin() + 2, values.end());
  if (static_cast<int>(result.size()) != axes)
    throw call
        .error("`{}` needs one int, or one for each of {} axes", parameter(call, argument), axes)
        .label(argument, "{}", tuple(values))
        .slug("window-attribute");
  for (int64_t value : result)
    if (value < least)
      throw call.error("`{}` needs to be at least {}", parameter(call, argument), least)
          .label(argument, "{}", tuple(values))
          .slug("window-attribute");
  return result;
}

Padding explicit_padding(Call& call, const Ints& values, int axes, int argument) {
  if (static_cast<int>(values.size()) == 2 * axes && axes > 0 && values.size() > 1) {
    Padding result;
    for (int i = 0; i < axes; ++i) {
      result.before.push_back(values[2 * i]);
      result.after.push_back(values[2 * i + 1]);
    }
    return result;
  }
  Ints each = per_axis(call, values, axes, argument, 0);
  return {each, each};
}

Padding same_padding(std::span<const int64_t> extents, const Ints& kernel, const Ints& stride,
                     const Ints& dilation) {
  Padding result;
  for (size_t i = 0; i < extents.size(); ++i) {
    int64_t count = (extents[i] + stride[i] - 1) / stride[i];
    int64_t covered = (count - 1) * stride[i] + dilation[i] * (kernel[i] - 1) + 1;
    int64_t padding = std::max<int64_t>(covered - extents[i], 0);
    result.before.push_back(padding / 2);
    result.after.push_back(padding - padding / 2);
  }
  return result;
}

Padding padding_of(Call& call, const PadMode& mode, const TensorType& input, const Ints& kernel,
                   const Ints& stride, const Ints& dilation) {
  int axes = static_cast<int>(kernel.size());
  if (is_mode(mode.mode, "pad"))
    return explicit_padding(call, mode.padding, axes, mode.padding_argument);
  bool zero = std::all_of(mode.padding.begin(), mode.padding.end(), [](auto p) { return p == 0; });
  if (!zero)
    throw call
        .error("`{}` needs to be 0 unless `{}` is 'pad'", parameter(call, mode.padding_argument),
               parameter(call, mode.mode_argument))
        .label(mode.padding_argument, "{}", tuple(mode.padding))
        .label(mode.mode_argument, "'{}'", mode.mode)
        .slug("pad-mode");
  if (is_mode(mode.mode, "valid")) return {Ints(axes, 0), Ints(axes, 0)};
  if (is_mode(mode.mode, "same"))
    return same_padding(known(input.shape, input.rank() - axes), kernel, stride, dilation);
  throw call.error("`{}` needs to be 'valid', 'same' or 'pad'", parameter(call, mode.mode_argument))
      .label(mode.mode_argument, "'{}'", mode.mode)
      .slug("pad-mode");
}

}  // namespace duet
