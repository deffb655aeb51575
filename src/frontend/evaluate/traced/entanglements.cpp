// Groups of objects that may be one. A Tensor is known by its memory: a view of one is as good.
#include "frontend/evaluate/traced/entanglements.h"

#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {

uint64_t Entanglements::key(PyObject* object) {
  // Addresses are even.
  return is_tensor(object) ? unwrap(object).storage()->id() * 2 + 1
                           : reinterpret_cast<uint64_t>(object);
}

const Entanglements::One* Entanglements::find(PyObject* object) const {
  if (known_.empty()) return nullptr;
  auto found = known_.find(key(object));
  return found == known_.end() ? nullptr : &found->second;
}

void Entanglements::merge(int from, int into) {
  if (from == into) return;
  for (auto& [key, one] : known_)
    if (one.group == from) one.group = into;
}

void Entanglements::add(std::span<PyObject* const> objects, const syntax::Step* fork) {
  const int group = groups_++;
  for (PyObject* object : objects) {
    auto [at, fresh] = known_.try_emplace(key(object), One{Object::borrow(object), fork, group});
    if (!fresh) merge(at->second.group, group);
  }
}

bool Entanglements::Together::meets(PyObject* object) {
  const One* one = all_.find(object);
  if (!one) return false;
  auto [before, first] = keys_.try_emplace(one->group, key(object));
  return !first && before->second != key(object);
}

}  // namespace duet::frontend
