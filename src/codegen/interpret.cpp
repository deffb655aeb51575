// Kernels that compute with numbers, element by element: what runs where no code can be generated,
// and what generated kernels are tested against.
#include <cstring>
#include <vector>

#include "base/error.h"
#include "codegen/fold.h"
#include "codegen/kernel.h"

namespace duet {
namespace {

/// Runs the body over up to kLanes elements of one row; folds land in `lanes`, one buffer per sink.
class LaneRunner {
 public:
  LaneRunner(const KernelSpec& spec, void* const* pointers)
      : spec_(spec),
        inputs_(spec.sources.size()),
        input_strides_(spec.sources.size()),
        outputs_(spec.sinks.size()),
        output_strides_(spec.sinks.size()),
        indices_(kLanes),
        results_(spec.sinks.size()),
        pointers_(pointers) {
    for (size_t k = 0; k < spec.sinks.size(); ++k)
      if (spec.sinks[k].fold) results_[k].resize(kLanes * size_of(spec.body.output_types[k]));
  }

  /// Elements [first, first + count) of the row whose pointers start `row_offsets` further; `index`
  /// is added to kIndex.
  void run(int64_t first, int64_t count, const int64_t* row_strides, int64_t row,
           bool index_is_row) {
    size_t sources = spec_.sources.size();
    for (size_t k = 0; k < sources; ++k) {
      auto size = static_cast<int64_t>(size_of(spec_.body.inputs[k]));
      const char* start =
          static_cast<const char*>(pointers_[k]) + (row_strides ? row * row_strides[k] : 0);
      if (spec_.sources[k] == Access::kIndex) {
        int64_t base = *static_cast<const int64_t*>(pointers_[k]);
        for (int64_t i = 0; i < count; ++i) indices_[i] = base + (index_is_row ? row : first + i);
        inputs_[k] = indices_.data();
        input_strides_[k] = sizeof(int64_t);
        continue;
      }
      input_strides_[k] = spec_.sources[k] == Access::kOne ? 0 : size;
      inputs_[k] = start + first * input_strides_[k];
    }
    for (size_t k = 0; k < spec_.sinks.size(); ++k) {
      output_strides_[k] = static_cast<int64_t>(size_of(spec_.body.output_types[k]));
      char* start = static_cast<char*>(pointers_[sources + k]) +
                    (row_strides ? row * row_strides[sources + k] : 0);
      outputs_[k] = spec_.sinks[k].fold ? results_[k].data() : start + first * output_strides_[k];
    }
    duet::run(spec_.body, inputs_.data(), input_strides_.data(), outputs_.data(),
              output_strides_.data(), count);
  }
  const void* result(size_t sink) const { return results_[sink].data(); }

 private:
  const KernelSpec& spec_;
  std::vector<const void*> inputs_;
  std::vector<int64_t> input_strides_;
  std::vector<void*> outputs_;
  std::vector<int64_t> output_strides_;
  std::vector<int64_t> indices_;
  std::vector<std::vector<char>> results_;
  void* const* pointers_;
};

struct Lanes {
  Instr combine;
  DType type;
  std::vector<char> values;
  Lanes(const KernelSink& sink, DType dtype)
      : combine(sink.combine), type(dtype), values(kLanes * size_of(dtype)) {
    if (sink.fold) fill_identity(combine, type, values.data(), kLanes);
  }
  void tree() {
    for (int half = kLanes / 2; half > 0; half /= 2)
      fold_into(combine, type, values.data(), values.data() + half * size_of(type), half);
  }
};

std::vector<Lanes> start_lanes(const KernelSpec& spec) {
  std::vector<Lanes> lanes;
  lanes.reserve(spec.sinks.size());
  for (size_t k = 0; k < spec.sinks.size(); ++k)
    lanes.emplace_back(spec.sinks[k], spec.body.output_types[k]);
  return lanes;
}

void fold_lanes(const KernelSpec& spec, const LaneRunner& runner, std::vector<Lanes>& lanes,
                int64_t count) {
  for (size_t k = 0; k < spec.sinks.size(); ++k)
    if (spec.sinks[k].fold)
      fold_into(lanes[k].combine, lanes[k].type, lanes[k].values.data(), runner.result(k), count);
}

void interpret_row(const KernelSpec& spec, void* const* pointers, int64_t n) {
  LaneRunner runner(spec, pointers);
  std::vector<Lanes> lanes = start_lanes(spec);
  for (int64_t i = 0; i < n; i += kLanes) {
    int64_t count = std::min<int64_t>(kLanes, n - i);
    runner.run(i, count, nullptr, 0, false);
    fold_lanes(spec, runner, lanes, count);
  }
  for (size_t k = 0; k < spec.sinks.size(); ++k) {
    if (!spec.sinks[k].fold) continue;
    lanes[k].tree();
    std::memcpy(pointers[spec.sources.size() + k], lanes[k].values.data(), size_of(lanes[k].type));
  }
}

void interpret_columns(const KernelSpec& spec, void* const* pointers, const int64_t* row_strides,
                       int64_t n, int64_t rows) {
  LaneRunner runner(spec, pointers);
  for (int64_t c = 0; c < n; c += kLanes) {
    int64_t count = std::min<int64_t>(kLanes, n - c);
    std::vector<Lanes> lanes = start_lanes(spec);
    for (int64_t r = 0; r < rows; ++r) {
      runner.run(c, count, row_strides, r, true);
      fold_lanes(spec, runner, lanes, count);
    }
    for (size_t k = 0; k < spec.sinks.size(); ++k) {
      if (!spec.sinks[k].fold) continue;
      size_t size = size_of(lanes[k].type);
      std::memcpy(static_cast<char*>(pointers[spec.sources.size() + k]) + c * size,
                  lanes[k].values.data(), count * size);
    }
  }
}

}  // namespace

void interpret_kernel(void* const* pointers, const int64_t* row_strides, int64_t n, int64_t rows,
                      const void* self) {
  const KernelSpec& spec = static_cast<const Kernel*>(self)->spec;
  if (spec.form == Form::kColumns)
    interpret_columns(spec, pointers, row_strides, n, rows);
  else
    interpret_row(spec, pointers, n);
}

}  // namespace duet
