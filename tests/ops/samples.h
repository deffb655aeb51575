// The samples of an operator's record as arguments: `f32[2,3] (0,2) True None 'floor' f64`.
//   dtype[extents]  a tensor         [f32[2],f32[2]]  a list of tensors
//   (1,-1)  ints    1  0.5  inf      True  False      None     'text'     f32 or float32  a dtype
#pragma once

#include <functional>
#include <string_view>

#include "ops/registry.h"
#include "ops/type.h"

namespace duet::testing {

/// What a tensor of a sample becomes.
using MakeTensor = std::function<Value(const TensorType&)>;

/// The arguments of one sample; missing ones are filled in by `bind`.
Values parse_sample(std::string_view text, const MakeTensor& tensor);

}  // namespace duet::testing
