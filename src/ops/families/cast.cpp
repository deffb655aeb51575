// The same values in new memory, with the same or another dtype.
#include "ops/infer.h"
#include "ops/ops.h"

namespace duet::ops {

constexpr Op cast = define({
    .name = "Cast",
    .schema = "input: Operand, dtype: dtype",
    .doc = "Converts `input` to `dtype`. Floats become integers towards zero, saturating, NaN "
           "becoming 0; "
           "integers wrap; anything but zero is True.",
    .infer = elementwise,
    .body = Scalar([](auto x, Attr<DType> dtype) { return scalar::cast(x, dtype); }),
    .promote = Promote::kNone,
    .grad = Grad([](V x, DType, V, V dout) { return Grads{cast(dout, x.dtype())}; }),
    .oracle = "input.astype(dtype)",
    .samples = {"f32[2,3] f16", "f32[4] f64", "i32[4] f32", "f32[3] bool", "bool[3] i8",
                "f32[2] c64"},
    .function = "cast",
});

constexpr Op copy = define({
    .name = "Copy",
    .schema = "input: Tensor",
    .doc = "The elements of `input` in memory of their own.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return x; }),
    .grad = Grad([](V, V, V dout) { return Grads{dout}; }),
    .oracle = "input.copy()",
    .samples = {"f32[2,3]", "i32[4]", "bool[2]"},
    .function = "copy deepcopy clone",
    .methods = "copy clone __copy__",
});

// Not a view: memory shared with a recorded value would be found on the tape again.
constexpr Op stop_gradient = define({
    .name = "StopGradient",
    .schema = "value: Tensor",
    .doc = "The same elements, which no gradient flows back through.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return x; }),
    .constant = true,
    .oracle = "value.copy()",
    .samples = {"f32[2,3]", "i32[4]"},
    .function = "",
});

}  // namespace duet::ops
