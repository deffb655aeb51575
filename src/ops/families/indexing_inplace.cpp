// Tensor methods that end in an underscore: they write the tensor's own memory and give it back.
#include "ops/infer.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet::ops {

constexpr Op fill_inplace = define({
    .name = "InplaceFill",
    .schema = "input: Tensor, value: Operand",
    .doc = "Makes every element `value`.",
    .body = Decompose([](V x, V value) -> V { return assign(x, value); }),
    .no_oracle = "its result is the state it changes; tests/ops/test_indexing.py reads that",
    .function = "fill_",
    .methods = "=",
});

constexpr Op zero_inplace = define({
    .name = "InplaceZero",
    .schema = "input: Tensor",
    .doc = "Makes every element 0.",
    .body = Decompose([](V x) -> V { return assign(x, 0); }),
    .no_oracle = "its result is the state it changes; tests/ops/test_indexing.py reads that",
    .function = "zero_",
    .methods = "=",
});

constexpr Op copy_inplace = define({
    .name = "InplaceCopy",
    .schema = "input: Tensor, src: Tensor, non_blocking: bool = False",
    .doc = "Overwrites the elements with those of `src`, broadcast and cast.",
    .body = Decompose([](V x, V src, bool) -> V { return assign(x, src); }),
    .no_oracle = "its result is the state it changes; tests/ops/test_indexing.py reads that",
    .function = "",
    .methods = "copy_",
});

constexpr Op masked_fill_inplace = define({
    .name = "InplaceMaskedFill",
    .schema = "input: Tensor, mask: Tensor, value: Operand",
    .doc = "Makes the elements where `mask` is True `value`.",
    .body =
        Decompose([](V x, V mask, V value) -> V { return assign(x, masked_fill(x, mask, value)); }),
    .no_oracle = "its result is the state it changes; tests/ops/test_indexing.py reads that",
    .function = "",
    .methods = "masked_fill_",
});

}  // namespace duet::ops
