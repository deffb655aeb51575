// From the items of a subscript to operators.
#include "ops/indexing.h"

#include <algorithm>

#include "ops/basic_index.h"
#include "ops/make.h"
#include "ops/ops.h"

namespace duet {
namespace {

using Kind = IndexItem::Kind;

/// What a subscript is made of.
struct Parsed {
  Ints spec;                                      // the basic part; empty: all of x
  std::vector<std::pair<size_t, int64_t>> nodes;  // numbers of it known only at run time
  std::vector<V> tensors;                         // integer tensors, masks already as places
  Ints axes;                                      // of the view, one for each tensor
  bool together = true;                           // the tensors (and ints) stand side by side
  std::optional<V> mask;  // the only tensor was this mask, from `mask_axis` on
  int mask_axis = 0;
};

bool is_mask(const IndexItem& item) {
  return item.kind == Kind::kTensor && is_bool(item.tensor.dtype());
}

/// Axes of x that an item names.
int named_axes(const IndexItem& item) {
  switch (item.kind) {
    case Kind::kInt:
    case Kind::kSlice:
      return 1;
    case Kind::kTensor:
      return is_mask(item) ? item.tensor.rank() : 1;
    default:
      return 0;
  }
}

void push(Ints& spec, std::initializer_list<int64_t> numbers) {
  spec.append(numbers.begin(), numbers.end());
}

/// A number known only at run time stands at the end of the spec.
void note_node(Parsed& parsed, size_t from_end, int64_t node) {
  if (node >= 0) parsed.nodes.emplace_back(parsed.spec.size() - from_end, node);
}

void push_slice(Parsed& parsed, const IndexItem& item) {
  int64_t step = item.step.value_or(1), given = (item.start ? 1 : 0) | (item.stop ? 2 : 0);
  if (step == 0) throw value_error("a slice needs a step other than 0").slug("slice-step");
  if (given == 0 && step == 1 && item.step_node < 0)
    return push(parsed.spec, {basic_index::kKeep, 1});
  push(parsed.spec,
       {basic_index::kRange, given, item.start.value_or(0), item.stop.value_or(0), step});
  note_node(parsed, 3, item.start_node);
  note_node(parsed, 2, item.stop_node);
  note_node(parsed, 1, item.step_node);
}

Value spec_of(const Parsed& parsed) {
  if (parsed.nodes.empty()) return parsed.spec;
  Values spec(parsed.spec.begin(), parsed.spec.end());
  for (auto [place, node] : parsed.nodes) spec[place] = Value::node(node);
  return spec;
}

void check_mask(const V& x, const V& mask, int axis) {
  Shape from = x.shape(), own = mask.shape();
  for (size_t i = 0; i < own.size(); ++i)
    if (axis + i >= from.size() || differ(from[axis + i], own[i]))
      throw index_error("a bool index needs the extents of the axes that it stands for")
          .label(0, "{}", describe(x.type()))
          .label(1, "{} from axis {}", describe(mask.type()), axis)
          .slug("index-mask");
}

class Parser {
 public:
  Parser(const V& x, std::span<const IndexItem> items) : x_(x), items_(items) {}

  Parsed parse() {
    count();
    for (const IndexItem& item : items_) add(item);
    if (!seen_rest_ && rest_ > 0) push(parsed_.spec, {basic_index::kKeep, rest_});
    bool basic = false;
    for (const IndexItem& item : items_) basic = basic || item.kind != Kind::kTensor;
    if (!basic && !new_axis_) parsed_.spec.clear();
    if (tensor_items_ != 1 || flags_ > 0) parsed_.mask.reset();
    return std::move(parsed_);
  }

 private:
  void count() {
    int named = 0, ellipses = 0;
    for (const IndexItem& item : items_) {
      named += named_axes(item);
      ellipses += item.kind == Kind::kEllipsis ? 1 : 0;
      tensor_items_ += item.kind == Kind::kTensor ? 1 : 0;
    }
    if (ellipses > 1)
      throw index_error("an index needs at most one ellipsis").slug("index-ellipsis");
    if (named > x_.rank())
      throw index_error("an index needs at most as many items as the tensor has axes")
          .label(0, "{} axes: {}", x_.rank(), describe(x_.type()))
          .label(1, "{} items", named)
          .slug("index-items");
    rest_ = x_.rank() - named;
  }

  void add(const IndexItem& item) {
    bool picks = item.kind == Kind::kTensor || (item.kind == Kind::kInt && tensor_items_ > 0);
    if (picks && picked_ && !picks_before_) parsed_.together = false;
    picked_ = picked_ || picks;
    picks_before_ = picks;
    switch (item.kind) {
      case Kind::kInt:
        push(parsed_.spec, {basic_index::kTake, item.index});
        note_node(parsed_, 1, item.index_node);
        ++axis_;
        break;
      case Kind::kSlice:
        push_slice(parsed_, item);
        ++axis_;
        ++out_;
        break;
      case Kind::kEllipsis:
        push(parsed_.spec, {basic_index::kKeep, rest_});
        axis_ += rest_;
        out_ += rest_;
        seen_rest_ = true;
        break;
      case Kind::kBool:
      case Kind::kNewAxis:
        push(parsed_.spec, {basic_index::kNew});
        flag(item);
        ++out_;
        new_axis_ = true;
        break;
      case Kind::kTensor:
        is_mask(item) ? add_mask(item.tensor) : add_tensor(item.tensor);
        break;
    }
  }

  /// x[False]: a new axis of no places.
  void flag(const IndexItem& item) {
    if (item.kind != Kind::kBool || item.index) return;
    ++flags_;
    parsed_.tensors.push_back(count_from(*x_.dispatcher(), 0, 0));
    parsed_.axes.push_back(out_);
  }

  void add_tensor(const V& tensor) {
    push(parsed_.spec, {basic_index::kKeep, 1});
    parsed_.tensors.push_back(tensor);
    parsed_.axes.push_back(out_++);
    ++axis_;
  }

  void add_mask(V mask) {
    check_mask(x_, mask, axis_);
    int rank = mask.rank();
    if (rank == 0) {
      push(parsed_.spec, {basic_index::kNew});
      new_axis_ = true;
      mask = ops::reshape(mask, Ints{1});
      rank = 1;
    } else {
      push(parsed_.spec, {basic_index::kKeep, rank});
      axis_ += rank;
    }
    parsed_.mask = mask;
    parsed_.mask_axis = out_;
    for (const V& places : Vs(ops::nonzero_tuple(mask))) {
      parsed_.tensors.push_back(places);
      parsed_.axes.push_back(out_++);
    }
  }

  V x_;
  std::span<const IndexItem> items_;
  Parsed parsed_;
  int rest_ = 0, tensor_items_ = 0, flags_ = 0;
  int axis_ = 0, out_ = 0;  // of x, of the view
  bool seen_rest_ = false, new_axis_ = false, picked_ = false, picks_before_ = false;
};

V view_of(const V& x, const Parsed& parsed) {
  return parsed.spec.empty() ? x : V(ops::index_view(x, spec_of(parsed)));
}

/// The picked axes side by side: `axis` is the first of them; `perm` is empty where they were.
struct Gathered {
  V view;
  int64_t axis = 0;
  Ints perm;
};

Gathered bring_together(const V& view, const Parsed& parsed) {
  if (parsed.together) return {view, parsed.axes[0], {}};
  Ints perm = parsed.axes;
  for (int i = 0; i < view.rank(); ++i)
    if (std::find(perm.begin(), perm.end(), i) == perm.end()) perm.push_back(i);
  return {ops::transpose(view, perm), 0, perm};
}

/// Leading axes of extent 1 beyond `rank` are no obstacle to an assignment.
V without_leading_ones(V value, int rank) {
  while (!value.is_number() && value.rank() > rank && value.dim(0) == Dim(1))
    value = ops::select_axis(value, 0, 0);
  return value;
}

int picked_rank(const Parsed& parsed, const V& view) {
  int rank = 0;
  for (const V& tensor : parsed.tensors) rank = std::max(rank, tensor.rank());
  return view.rank() - static_cast<int>(parsed.tensors.size()) + rank;
}

bool one_element(const V& value) { return value.is_number() || value.rank() == 0; }

/// Whether nobody knows yet which part of the memory of `x` the items name.
bool shows_only_at_run_time(const V& x, std::span<const IndexItem> items) {
  bool later = false;
  for (const IndexItem& item : items)
    later = later || item.index_node >= 0 || item.start_node >= 0 || item.stop_node >= 0 ||
            item.step_node >= 0;
  // Of eager Tensors the count is at hand.
  bool known = x.value().is_tensor() ? x.value().tensor_rep()->count >= 0 : x.type().known();
  return later || !known;
}

/// `view` with `value` (one element) where the mask is True.
V masked(const V& view, const Parsed& parsed, const V& value) {
  V mask = *parsed.mask;
  for (int i = parsed.mask_axis + mask.rank(); i < view.rank(); ++i)
    mask = ops::expand_dims(mask, -1);
  return ops::masked_fill(view, mask, value);
}

}  // namespace

IndexItem IndexItem::at(int64_t index) {
  IndexItem item;
  item.kind = Kind::kInt;
  item.index = index;
  return item;
}
IndexItem IndexItem::flag(bool keep) {
  IndexItem item;
  item.kind = Kind::kBool;
  item.index = keep ? 1 : 0;
  return item;
}
IndexItem IndexItem::slice(std::optional<int64_t> start, std::optional<int64_t> stop,
                           std::optional<int64_t> step) {
  IndexItem item;
  item.kind = Kind::kSlice;
  item.start = start;
  item.stop = stop;
  item.step = step;
  return item;
}
IndexItem IndexItem::rest() { return {}; }
IndexItem IndexItem::new_axis() {
  IndexItem item;
  item.kind = Kind::kNewAxis;
  return item;
}
IndexItem IndexItem::by(V tensor) {
  IndexItem item;
  item.kind = Kind::kTensor;
  item.tensor = std::move(tensor);
  return item;
}

V index(const V& x, std::span<const IndexItem> items) {
  if (items.size() == 1 && items[0].kind == Kind::kInt && x.rank() > 0)
    return items[0].index_node < 0 ? ops::select_axis(x, 0, items[0].index)
                                   : ops::select_axis(x, 0, Value::node(items[0].index_node));
  Parsed parsed = Parser(x, items).parse();
  V view = view_of(x, parsed);
  if (parsed.tensors.empty()) return parsed.spec.empty() ? V(ops::index_view(x, Ints())) : view;
  Gathered gathered = bring_together(view, parsed);
  return ops::index_get(gathered.view, parsed.tensors, gathered.axis);
}

V index_update(const V& x, std::span<const IndexItem> items, const V& given) {
  Parsed parsed = Parser(x, items).parse();
  V view = view_of(x, parsed), value = given, changed;
  if (parsed.tensors.empty()) {
    value = without_leading_ones(as_tensor_of(value, x.dtype(), *x.dispatcher()), view.rank());
    changed = ops::broadcast_like(value, view);
  } else if (parsed.mask && one_element(value)) {
    changed = masked(view, parsed, value);
  } else {
    Gathered gathered = bring_together(view, parsed);
    value = without_leading_ones(as_tensor_of(value, x.dtype(), *x.dispatcher()),
                                 picked_rank(parsed, view));
    changed = ops::index_put(gathered.view, parsed.tensors, value, gathered.axis);
    if (!gathered.perm.empty()) {
      Ints back(gathered.perm.size());
      for (size_t i = 0; i < back.size(); ++i) back[gathered.perm[i]] = static_cast<int64_t>(i);
      changed = ops::transpose(changed, back);
    }
  }
  if (parsed.spec.empty() && !parsed.tensors.empty()) return changed;
  return ops::index_view_put(x, changed, spec_of(parsed));
}

void index_write(const V& x, std::span<const IndexItem> items, const V& given) {
  if (shows_only_at_run_time(x, items)) {
    ops::assign(x, index_update(x, items, given));
    return;
  }
  Parsed parsed = Parser(x, items).parse();
  V view = view_of(x, parsed), value = given;
  if (parsed.tensors.empty()) {
    ops::assign(view, without_leading_ones(value, view.rank()));
    return;
  }
  if (parsed.mask && one_element(value)) {
    ops::assign(view, masked(view, parsed, value));
    return;
  }
  Gathered gathered = bring_together(view, parsed);
  value = without_leading_ones(as_tensor_of(value, x.dtype(), *x.dispatcher()),
                               picked_rank(parsed, view));
  ops::index_put_into(gathered.view, parsed.tensors, value, gathered.axis);
}

}  // namespace duet
