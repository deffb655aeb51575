// Recipes for Tensors that leave. Which of them share memory, with each other and with Tensors from
// outside, is part of what a function gives: a caller who writes through one sees it in the others.
#include <algorithm>

#include "frontend/evaluate/boundary/makes.h"
#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/traced/untraceable.h"
#include "ops/ops.h"

namespace duet::frontend {

int Maker::of_tensor(PyObject* object) {
  if (world_.is_listed(unwrap(object).storage()->id())) {
    listed_ = true;
    if (grown_) refuse_growth(*grown_);
  }
  if (int leaf = world_.leaf_of(object); leaf >= 0 && !world_.gives_values()) {
    Make make;
    make.kind = Make::Kind::kLeaf;
    make.index = leaf;
    return add(std::move(make));
  }
  if (Py_TYPE(object) != tensor_type) {
    // One that was made here has no memory: only Python can give it some.
    if (world_.is_born(object))
      throw_untraceable("a Parameter that was made here leaves the graph", "object-leaves");
    return this->object(object);
  }
  if (const Identities::Choice* choice = world_.identities().find(object);
      choice && !world_.gives_values())
    return of_choice(*choice);
  if (const Identities::Choice* choice = world_.identities().sharing(object);
      choice && !world_.gives_values())
    return of_view_of_choice(object, *choice);
  return of_one_tensor(object);
}

/// It looks into new memory, or into that of a Tensor from outside.
int Maker::of_view_of_choice(PyObject* object, const Identities::Choice& choice) {
  Layout all = unwrap(choice.tensor.get()).layout();
  auto differs = [&](int candidate) {
    return !(unwrap(world_.identities().object(candidate)).layout() == all);
  };
  if (all.offset != 0 || std::ranges::any_of(choice.candidates, differs))
    throw_untraceable("what memory a Tensor looks into is known at run time", "which-memory");
  return of_view(item(choice.tensor.get()), unwrap(object).layout());
}

/// Its memory is new, or it is one of those from outside.
int Maker::of_choice(const Identities::Choice& choice) {
  Make make;
  make.kind = Make::Kind::kChoice;
  make.index = value(Value::node(node_of_number(choice.which.get())));
  make.parts = {of_one_tensor(choice.tensor.get())};
  for (int candidate : choice.candidates) {
    make.parts.push_back(candidate);
    make.parts.push_back(item(world_.identities().object(candidate)));
  }
  return add(std::move(make));
}

/// Both are made; what the other side has is empty.
int Maker::of_either(const Either& either) {
  Make make;
  make.kind = Make::Kind::kChoice;
  make.index = value(number_value(either.which.get()));
  make.parts = {item(either.first.get()), 1, item(either.second.get())};
  return add(std::move(make));
}

int Maker::of_one_tensor(PyObject* object) {
  Tensor tensor = unwrap(object);
  if (!tracer_.has_made(tensor) && !world_.is_born(object)) return this->object(object);
  return of_ == Of::kArguments ? of_shared(tensor) : of_result(tensor);
}

/// A value of the graph that has memory of its own: neither a constant's nor an input's.
Value Maker::own_value(const Tensor& tensor) {
  Value value = tracer_.value_of(tensor);
  bool is_input = false;
  if (value.is_node())
    for (const ir::Input& input : tracer_.graph().inputs)
      is_input |= input.value == value.as_node();
  if (value.is_node() && !is_input) return value;
  Values args{Value(tensor)};
  return tracer_.value_of(tracer_.apply(ops::copy, args)[0].as_tensor());
}

int Maker::of_result(const Tensor& tensor) {
  const Tracer::Whole& whole = tracer_.whole_of(tensor);
  bool known = extents_known(tensor) && tensor.dtype() == whole.dtype;
  if (!known || world_.gives_values()) return of_value(tensor);
  if (whole.input >= 0) return of_view(of_memory(tensor), tensor.layout());
  auto [first, is_first] = sharing_.try_emplace(tensor.storage()->id(), -1);
  if (is_first) return first->second = of_value(tensor);
  share(tensor, point_.makes[static_cast<size_t>(first->second)]);
  return of_view(first->second, tensor.layout());
}

int Maker::of_value(const Tensor& tensor) {
  Make make;
  make.kind = Make::Kind::kTensor;
  make.index = value(own_value(tensor));
  make.layout = std::make_shared<const Layout>(tensor.layout());
  return add(std::move(make));
}

/// The first Tensor of a storage becomes a view of all of it when a second one leaves.
void Maker::share(const Tensor& tensor, Make& first) {
  if (first.kind != Make::Kind::kTensor) return;
  first.kind = Make::Kind::kView;
  const Layout& all = tracer_.whole_of(tensor).layout;
  if (!(*first.layout == all))
    values_[static_cast<size_t>(first.index)] = own_value(tensor.view(all));
}

int Maker::of_view(int item, const Layout& layout) {
  const Make& of = point_.makes[static_cast<size_t>(item)];
  Make make;
  make.kind = Make::Kind::kView;
  if (of.kind == Make::Kind::kView && of.parts.empty())
    make.index = of.index;
  else
    make.parts = {item};
  make.layout = std::make_shared<const Layout>(layout);
  return add(std::move(make));
}

/// A Tensor from outside over all of the memory that this one looks into.
int Maker::of_memory(const Tensor& tensor) {
  const Tracer::Whole& whole = tracer_.whole_of(tensor);
  auto [known, is_new] = storages_.try_emplace(tensor.storage()->id(), -1);
  if (!is_new) return known->second;
  int item = of_input(whole);
  if (item < 0)
    for (const Tracer::Outside& outside : tracer_.outside())
      if (static_cast<int>(outside.input) == whole.input) {
        keep_.push_back(Object::steal(wrap(outside.tensor)));
        item = object(keep_.back().get());
      }
  return known->second = item;
}

/// The whole of a storage, as the program sees it now, is one item; its Tensors are views of it.
int Maker::of_shared(const Tensor& tensor) {
  const Tracer::Whole& whole = tracer_.whole_of(tensor);
  Make make;
  if (!is_contiguous(whole.layout) || whole.layout.offset != 0) {
    make.kind = Make::Kind::kCopy;
    make.index = value(tracer_.value_of(tensor));
    return add(std::move(make));
  }
  auto known = storages_.find(tensor.storage()->id());
  bool first = known == storages_.end();
  int item = first ? of_storage(tensor) : known->second;
  if (first && whole.input < 0 && tensor.layout() == whole.layout) return item;
  make.kind = Make::Kind::kView;
  make.index = value(whole.value);
  make.parts = {item};
  make.layout = std::make_shared<const Layout>(tensor.layout());
  return add(std::move(make));
}

int Maker::of_storage(const Tensor& tensor) {
  const Tracer::Whole& whole = tracer_.whole_of(tensor);
  int item = whole.input < 0 ? -1 : of_input(whole);
  if (item < 0) {
    Make make;
    make.kind = Make::Kind::kCopy;
    make.index = value(whole.value);
    item = add(std::move(make));
  }
  storages_[tensor.storage()->id()] = item;
  return item;
}

/// The argument or outside Tensor whose memory this is; -1 where there is no object of all of it.
int Maker::of_input(const Tracer::Whole& whole) {
  for (const Tracer::Outside& outside : tracer_.outside())
    if (static_cast<int>(outside.input) == whole.input) {
      Object found = world_.tensor_object(outside.tensor);
      return unwrap(found.get()).layout() == whole.layout ? object(found.get()) : -1;
    }
  Make make;
  make.kind = Make::Kind::kLeaf;
  make.index = world_.leaf_of_storage(whole.storage->id());
  return make.index < 0 ? -1 : add(std::move(make));
}

}  // namespace duet::frontend
