// Contraction of two labelled tensors. Axes of each are gathered in four groups: in both and kept
// (batch), in both and summed, in one only. Each group becomes one axis of a batched matrix
// product; a group of one axis is not reshaped, so that unknown extents pass.
#include <algorithm>

#include "ops/families/linalg.h"

namespace duet {
namespace {

bool has(const Ints& labels, int64_t label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

int place_of(const Ints& labels, int64_t label) {
  return static_cast<int>(std::find(labels.begin(), labels.end(), label) - labels.begin());
}

Ints where_in(const Ints& labels, const Ints& order) {
  Ints perm;
  for (int64_t label : order) perm.push_back(place_of(labels, label));
  return perm;
}

Ints joined(const Ints& a, const Ints& b, const Ints& c) {
  Ints all = a;
  all.append(b.begin(), b.end());
  all.append(c.begin(), c.end());
  return all;
}

struct Groups {
  Ints batch, inner, own_a, own_b;
};

Groups groups_of(const Labeled& a, const Labeled& b, const Ints& kept) {
  Groups g;
  for (int64_t label : a.labels) {
    bool shared = has(b.labels, label);
    (!shared ? g.own_a : has(kept, label) ? g.batch : g.inner).push_back(label);
  }
  for (int64_t label : b.labels)
    if (!has(a.labels, label)) g.own_b.push_back(label);
  return g;
}

/// The axes [first, first + count) as one.
V merged(V v, int first, int count) {
  if (count == 1) return v;
  Shape shape = v.shape();
  Ints sizes;
  for (int i = 0; i < first; ++i) sizes.push_back(shape[i].value());
  int64_t size = 1;
  for (int i = first; i < first + count; ++i) size *= shape[i].value();
  sizes.push_back(size);
  for (int i = first + count; i < v.rank(); ++i) sizes.push_back(shape[i].value());
  return ops::reshape(v, sizes);
}

/// Axes of the three groups as one axis each.
V as_matrices(const Labeled& x, const Ints& batch, const Ints& rows, const Ints& columns) {
  V v = permuted(x.v, where_in(x.labels, joined(batch, rows, columns)));
  int b = static_cast<int>(batch.size()), r = static_cast<int>(rows.size()),
      c = static_cast<int>(columns.size());
  v = merged(v, b + r, c);
  v = merged(v, b, r);
  return b == 0 ? v : merged(v, 0, b);
}

Dim extent_of(const Labeled& x, int64_t label) { return x.v.dim(place_of(x.labels, label)); }

/// An axis of extent 1 that the other operand has longer is no shared axis: it is dropped.
void drop_broadcast(Labeled& x, const Labeled& other) {
  for (int i = static_cast<int>(x.labels.size()) - 1; i >= 0; --i) {
    if (!has(other.labels, x.labels[i]) || x.v.dim(i) != Dim(1)) continue;
    if (extent_of(other, x.labels[i]) == Dim(1)) continue;
    x.v = ops::reduce_sum(x.v, Ints{i}, false);
    x.labels.erase(i);
  }
}

/// The result's axes that were merged, apart again.
V split(V product, const Labeled& a, const Labeled& b, const Groups& g) {
  bool plain = g.batch.size() <= 1 && g.own_a.size() == 1 && g.own_b.size() == 1;
  if (plain) return product;
  Ints sizes;
  for (const Ints* group : {&g.batch, &g.own_a})
    for (int64_t label : *group) sizes.push_back(extent_of(a, label).value());
  for (int64_t label : g.own_b) sizes.push_back(extent_of(b, label).value());
  return ops::reshape(product, sizes);
}

}  // namespace

V permuted(V v, const Ints& perm) {
  for (size_t i = 0; i < perm.size(); ++i)
    if (perm[i] != static_cast<int64_t>(i)) return ops::transpose(v, perm);
  return v;
}

Labeled summed(Labeled x, const Ints& kept) {
  Ints axes, labels;
  for (size_t i = 0; i < x.labels.size(); ++i) {
    if (has(kept, x.labels[i]))
      labels.push_back(x.labels[i]);
    else
      axes.push_back(static_cast<int64_t>(i));
  }
  if (axes.empty()) return x;
  return {ops::reduce_sum(x.v, axes, false), labels};
}

Labeled contracted(Labeled a, Labeled b, const Ints& kept) {
  drop_broadcast(a, b);
  drop_broadcast(b, a);
  // What only one has and nobody wants is summed first.
  a = summed(a, joined(kept, b.labels, {}));
  b = summed(b, joined(kept, a.labels, {}));
  Groups g = groups_of(a, b, kept);
  V x = as_matrices(a, g.batch, g.own_a, g.inner), y = as_matrices(b, g.batch, g.inner, g.own_b);
  return {split(ops::matmul(x, y), a, b, g), joined(g.batch, g.own_a, g.own_b)};
}

V ordered(Labeled x, const Ints& labels) {
  Ints present;
  for (int64_t label : labels)
    if (has(x.labels, label)) present.push_back(label);
  V v = permuted(x.v, where_in(x.labels, present));
  for (size_t i = 0; i < labels.size(); ++i)
    if (!has(x.labels, labels[i])) v = ops::expand_dims(v, static_cast<int64_t>(i));
  return v;
}

}  // namespace duet
