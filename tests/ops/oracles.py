"""What operators compute, in NumPy: the functions that the oracles of records name."""

import itertools

import numpy as np


def tuples(value, count):
    """One value per axis."""
    if isinstance(value, int):
        return (value,) * count
    value = tuple(int(v) for v in value)
    return value * count if len(value) == 1 else value[-count:]


def padded(x, padding, mode):
    """Two widths for each axis, the last axis first."""
    widths = [tuple(padding[i : i + 2]) for i in range(len(padding) - 2, -1, -2)]
    widths = [(0, 0)] * (x.ndim - len(widths)) + widths
    return np.pad(x, widths, {"replicate": "edge", "circular": "wrap"}.get(mode, mode))


def softmax(x, axis):
    """Positive values that add up to one."""
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def reduced(loss, reduction):
    """A loss by 'mean', 'sum' or 'none'."""
    if reduction == "none":
        return loss
    return loss.mean() if reduction == "mean" else loss.sum()


# --- windows


def _taps(x_shape, kernel, stride, before, dilation, out_shape):
    """Pairs of (output position, window position, input position or None)."""
    for place in np.ndindex(*out_shape):
        for k in np.ndindex(*kernel):
            at = tuple(
                o * s - b + i * d
                for o, s, b, i, d in zip(place, stride, before, k, dilation, strict=True)
            )
            inside = all(0 <= i < n for i, n in zip(at, x_shape, strict=True))
            yield place, k, at if inside else None


def _extents(x_shape, kernel, stride, before, after, dilation, ceil_mode=False):
    extents = []
    for n, k, s, b, a, d in zip(x_shape, kernel, stride, before, after, dilation, strict=True):
        free = n + b + a - d * (k - 1) - 1
        count = (-(-free // s) if ceil_mode else free // s) + 1
        if ceil_mode and (count - 1) * s >= n + b:
            count -= 1
        extents.append(count)
    return tuple(extents)


def convolution(x, w, bias, stride, before, after, dilation, groups):
    """Each output is a sum of products over a window and the channels of its group."""
    out_shape = _extents(x.shape[2:], w.shape[2:], stride, before, after, dilation)
    out = np.zeros((x.shape[0], w.shape[0], *out_shape), np.float64)
    per_group, ins = w.shape[0] // groups, w.shape[1]
    for place, k, at in _taps(x.shape[2:], w.shape[2:], stride, before, dilation, out_shape):
        if at is None:
            continue
        for o in range(w.shape[0]):
            group = o // per_group
            values = x[(slice(None), slice(group * ins, (group + 1) * ins), *at)]
            out[(slice(None), o, *place)] += values.astype(np.float64) @ w[(o, slice(None), *k)]
    if bias is not None:
        out += bias.reshape((-1,) + (1,) * len(out_shape))
    return out.astype(x.dtype)


def _linear_in(x_shape, f, dout):
    """The gradient of a linear function by its values on a basis."""
    grad = np.zeros(x_shape, np.float64)
    for index in np.ndindex(*x_shape):
        basis = np.zeros(x_shape, np.float64)
        basis[index] = 1
        grad[index] = (f(basis) * dout).sum()
    return grad.astype(dout.dtype)


def convolution_input_grad(dout, w, like, stride, before, after, dilation, groups):
    """The transpose of a convolution as a function of its input."""
    w = w.astype(np.float64)
    return _linear_in(
        like.shape,
        lambda x: convolution(x, w, None, stride, before, after, dilation, groups),
        dout,
    )


def convolution_weight_grad(dout, x, like, stride, before, after, dilation, groups):
    """The transpose of a convolution as a function of its weight."""
    x = x.astype(np.float64)
    return _linear_in(
        like.shape,
        lambda w: convolution(x, w, None, stride, before, after, dilation, groups),
        dout,
    )


def convolution_transpose(x, w, stride, before, after, dilation, groups, extra):
    """Each element is spread over a window; windows add up."""
    spatial = tuple(
        (n - 1) * s - b - a + d * (k - 1) + 1 + e
        for n, s, b, a, d, k, e in zip(
            x.shape[2:], stride, before, after, dilation, w.shape[2:], extra, strict=True
        )
    )
    like = np.zeros((x.shape[0], w.shape[1] * groups, *spatial))
    return convolution_input_grad(x, w, like, stride, before, after, dilation, groups)


def _same(x_shape, kernel, stride, dilation):
    before, after = [], []
    for n, k, s, d in zip(x_shape, kernel, stride, dilation, strict=True):
        padding = max((-(-n // s) - 1) * s + d * (k - 1) + 1 - n, 0)
        before.append(padding // 2)
        after.append(padding - padding // 2)
    return before, after


def _around(padding, axes):
    if not isinstance(padding, int) and len(padding) == 2 * axes:
        return list(padding[::2]), list(padding[1::2])
    each = list(tuples(padding, axes))
    return each, each


def conv(x, w, bias, stride, pad_mode, padding, dilation, groups):
    """A convolution with its padding by mode."""
    axes = x.ndim - 2
    stride, dilation = tuples(stride, axes), tuples(dilation, axes)
    if pad_mode == "same":
        before, after = _same(x.shape[2:], w.shape[2:], stride, dilation)
    else:
        before, after = _around(padding if pad_mode == "pad" else 0, axes)
    return convolution(x, w, bias, stride, before, after, dilation, groups)


def conv_transpose(x, w, bias, stride, padding, output_padding, groups, dilation):
    """A transposed convolution."""
    axes = x.ndim - 2
    before, after = _around(padding, axes)
    out = convolution_transpose(
        x,
        w,
        tuples(stride, axes),
        before,
        after,
        tuples(dilation, axes),
        groups,
        tuples(output_padding, axes),
    )
    return out if bias is None else out + bias.reshape((-1,) + (1,) * axes)


def _adaptive(n, count):
    return [range(i * n // count, -(-(i + 1) * n // count)) for i in range(count)]


def _windows(x, kernel, stride, before, after, dilation, adaptive, ceil_mode):
    """Pairs of (output position, indices of the elements of its window)."""
    if len(adaptive):
        ranges = [_adaptive(n, c) for n, c in zip(x.shape[2:], adaptive, strict=True)]
        for place in np.ndindex(*adaptive):
            axes = [r[i] for r, i in zip(ranges, place, strict=True)]
            yield place, list(itertools.product(*axes))
        return
    out_shape = _extents(x.shape[2:], kernel, stride, before, after, dilation, ceil_mode)
    found = {}
    for place, _, at in _taps(x.shape[2:], kernel, stride, before, dilation, out_shape):
        found.setdefault(place, []).extend([] if at is None else [at])
    yield from found.items()


def pool(f, x, kernel, stride, before, after, dilation, adaptive, ceil_mode):
    """`f` of each window."""
    windows = dict(_windows(x, kernel, stride, before, after, dilation, adaptive, ceil_mode))
    shape = tuple(np.max(list(windows), axis=0) + 1)
    out = np.zeros((*x.shape[:2], *shape), x.dtype)
    for place, elements in windows.items():
        values = np.stack([x[(slice(None), slice(None), *at)] for at in elements], -1)
        out[(slice(None), slice(None), *place)] = f(values, axis=-1)
    return out


def pool_places(x, kernel, stride, before, after, dilation, adaptive, ceil_mode):
    """Where each window has its largest element, as an index into the flattened axes."""
    windows = dict(_windows(x, kernel, stride, before, after, dilation, adaptive, ceil_mode))
    shape = tuple(np.max(list(windows), axis=0) + 1)
    out = np.zeros((*x.shape[:2], *shape), np.int64)
    for place, elements in windows.items():
        values = np.stack([x[(slice(None), slice(None), *at)] for at in elements], -1)
        flat = np.array([np.ravel_multi_index(at, x.shape[2:]) for at in elements])
        out[(slice(None), slice(None), *place)] = flat[values.argmax(-1)]
    return out


def avg_pool(x, kernel, stride, before, after, adaptive, ceil_mode, count_padding, divisor):
    """The mean of each window."""
    axes = x.ndim - 2
    ones = (1,) * axes
    if len(adaptive):
        return pool(np.mean, x, kernel, stride, before, after, ones, adaptive, ceil_mode)
    total = pool(np.sum, x, kernel, stride, before, after, ones, adaptive, ceil_mode)
    size = np.zeros(total.shape[2:])
    for place in np.ndindex(*size.shape):
        n = 1
        for i in range(axes):
            start = place[i] * stride[i] - before[i]
            end = min(start + kernel[i], x.shape[i + 2] + after[i])
            if not count_padding:
                start, end = max(start, 0), min(end, x.shape[i + 2])
            n *= end - start
        size[place] = divisor or n
    return (total / size).astype(x.dtype)


def max_pool(x, kernel_size, stride, padding, dilation, return_indices, ceil_mode):
    """The largest element of each window, and where it is."""
    axes = x.ndim - 2
    kernel = tuples(kernel_size, axes)
    stride = kernel if stride is None else tuples(stride, axes)
    before, after = _around(padding, axes)
    rest = (x, kernel, stride, before, after, tuples(dilation, axes), (), ceil_mode)
    values = pool(np.max, *rest)
    return (values, pool_places(*rest)) if return_indices else values


def avg_pool_of(x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    """The mean of each window."""
    axes = x.ndim - 2
    before, after = _around(padding, axes)
    return avg_pool(
        x,
        tuples(kernel_size, axes),
        tuples(stride, axes),
        before,
        after,
        (),
        ceil_mode,
        count_include_pad,
        divisor_override,
    )


# --- normalisations


def _affine(y, weight, bias, shape):
    if weight is not None:
        y = y * weight.reshape(shape)
    return y if bias is None else y + bias.reshape(shape)


def layer_norm(x, axes, weight, bias, eps):
    """Mean 0 and variance 1 over the last axes."""
    over = tuple(range(x.ndim - axes, x.ndim))
    wide = x.astype(np.float64)
    y = (wide - wide.mean(over, keepdims=True)) / np.sqrt(wide.var(over, keepdims=True) + eps)
    return _affine(y, weight, bias, x.shape[x.ndim - axes :]).astype(x.dtype)


def layer_norm_moments(x, gamma, beta, begin, eps):
    """The result, the means and the variances."""
    begin %= x.ndim
    over = tuple(range(begin, x.ndim))
    wide = x.astype(np.float64)
    mean, var = wide.mean(over, keepdims=True), wide.var(over, keepdims=True)
    y = (wide - mean) / np.sqrt(var + eps) * gamma + beta
    return y.astype(x.dtype), mean.astype(x.dtype), var.astype(x.dtype)


def rms_norm(x, gamma, eps):
    """Divided by the root of the mean square; and the reciprocal roots."""
    over = tuple(range(x.ndim - gamma.ndim, x.ndim))
    wide = x.astype(np.float64)
    rstd = 1 / np.sqrt((wide**2).mean(over, keepdims=True) + eps)
    wider = x.dtype if x.dtype == np.float64 else np.float32
    return (wide * rstd * gamma.astype(np.float64)).astype(x.dtype), rstd.astype(wider)


def group_norm(x, groups, weight, bias, eps):
    """Mean 0 and variance 1 over each group of channels."""
    rows = x.reshape(x.shape[0], groups, -1).astype(np.float64)
    y = (rows - rows.mean(-1, keepdims=True)) / np.sqrt(rows.var(-1, keepdims=True) + eps)
    shape = (1, -1) + (1,) * (x.ndim - 2)
    return _affine(y.reshape(x.shape), weight, bias, shape).astype(x.dtype)


def batch_norm(x, mean, variance, weight, bias, eps):
    """Shifted and scaled per channel."""
    shape = (1, -1) + (1,) * (x.ndim - 2)
    y = (x - mean.reshape(shape)) / np.sqrt(variance.reshape(shape) + eps)
    return _affine(y, weight, bias, shape).astype(x.dtype)


# --- losses


def _log_softmax(x, axis):
    shifted = x - x.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


def _rows_of_log_likelihood(logp, target, weight, ignore_index, reduction, smoothing):
    axis = 1 if logp.ndim > 1 else 0
    classes = logp.shape[axis]
    moved = np.moveaxis(logp, axis, -1).reshape(-1, classes)
    flat = np.asarray(target).reshape(-1)
    w = np.ones(classes) if weight is None else np.asarray(weight, np.float64)
    rows, weights = np.zeros(len(flat)), np.zeros(len(flat))
    for i, t in enumerate(flat):
        if t == ignore_index:
            continue
        rows[i] = -(1 - smoothing) * w[t] * moved[i, t] - smoothing / classes * (w * moved[i]).sum()
        weights[i] = w[t]
    if reduction == "none":
        return rows.reshape(np.shape(target)).astype(logp.dtype)
    total = rows.sum()
    return (total / weights.sum() if reduction == "mean" else total).astype(logp.dtype)


def nll_loss(logp, target, weight, ignore_index, reduction, smoothing):
    """Minus log probabilities at the targets."""
    return _rows_of_log_likelihood(logp, target, weight, ignore_index, reduction, smoothing)


def cross_entropy(x, target, weight, ignore_index, reduction, smoothing):
    """Of class indices or probabilities."""
    axis = 1 if x.ndim > 1 else 0
    logp = _log_softmax(x, axis)
    if target.dtype.kind != "f":
        return _rows_of_log_likelihood(logp, target, weight, ignore_index, reduction, smoothing)
    p = target * (1 - smoothing) + smoothing / x.shape[axis]
    if weight is not None:
        p = p * weight.reshape((-1,) + (1,) * (x.ndim - axis - 1))
    return reduced(-(logp * p).sum(axis), reduction).astype(x.dtype)


def softmax_cross_entropy(logits, labels):
    """Rows of losses, and the gradient."""
    return -(_log_softmax(logits, 1) * labels).sum(1), softmax(logits, 1) - labels


def sparse_softmax_cross_entropy(logits, labels, is_grad):
    """The mean loss or its gradient."""
    if is_grad:
        return (softmax(logits, 1) - np.eye(logits.shape[1])[labels]) / len(labels)
    return _rows_of_log_likelihood(_log_softmax(logits, 1), labels, None, -100, "mean", 0)


def smooth_l1(difference, beta):
    """Quadratic below `beta`, linear above."""
    distance = np.abs(difference)
    return np.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)


def binary_cross_entropy(p, y, weight, reduction):
    """Logs are at least -100."""
    with np.errstate(divide="ignore", invalid="ignore"):
        yes, no = np.maximum(np.log(p), -100), np.maximum(np.log(1 - p), -100)
    loss = -(y * yes + (1 - y) * no)
    return reduced(loss if weight is None else loss * weight, reduction)


def bce_with_logits(x, y, weight, pos_weight, reduction):
    """Binary cross entropy of sigmoid(x)."""
    share = 1 if pos_weight is None else (pos_weight - 1) * y + 1
    minus_log = np.log1p(np.exp(-np.abs(x))) - np.minimum(x, 0)
    loss = (1 - y) * x + share * minus_log
    return reduced(loss if weight is None else loss * weight, reduction)


def kl_div(x, y, reduction):
    """y * (log(y) - x)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        loss = np.where(y > 0, y * (np.log(y) - x), 0)
    return loss.sum() / len(x) if reduction == "batchmean" else reduced(loss, reduction)


def cosine(x, y, dim, eps):
    """The cosine of the angle between vectors."""
    lengths = [np.maximum(np.sqrt((v**2).sum(dim)), eps) for v in (x, y)]
    return (x * y).sum(dim) / (lengths[0] * lengths[1])


def cosine_embedding_loss(x, y, target, margin, reduction):
    """1 - cosine, or the cosine above the margin."""
    c = cosine(x, y, -1, 1e-8)
    return reduced(np.where(target == 1, 1 - c, np.maximum(c - margin, 0)), reduction)


def triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction):
    """How much nearer the positive is."""

    def norm(v):
        return (np.abs(v) ** p).sum(-1) ** (1 / p)

    near, far = norm(anchor - positive + eps), norm(anchor - negative + eps)
    if swap:
        far = np.minimum(far, norm(positive - negative + eps))
    return reduced(np.maximum(near - far + margin, 0), reduction)


def gaussian_nll(x, target, var, full, eps, reduction):
    """The negative log likelihood of a normal distribution."""
    var = np.maximum(var, eps)
    loss = (np.log(var) + (x - target) ** 2 / var) / 2 + (np.log(2 * np.pi) / 2 if full else 0)
    return reduced(loss, reduction)


def multi_margin_loss(x, target, p, margin, weight, reduction):
    """How near the other classes come to the own one."""
    rows = np.zeros(len(x), x.dtype)
    for i, t in enumerate(target):
        gap = np.maximum(margin - x[i, t] + x[i], 0) ** p * (1 if weight is None else weight[t])
        rows[i] = (gap.sum() - gap[t]) / x.shape[1]
    return reduced(rows, reduction)


def multilabel_soft_margin_loss(x, y, weight, reduction):
    """Binary cross entropy of sigmoid(x), averaged over the classes."""
    loss = y * np.log1p(np.exp(-x)) + (1 - y) * np.log1p(np.exp(x))
    return reduced((loss if weight is None else loss * weight).mean(-1), reduction)


def lp_pool(x, p, kernel_size, stride, ceil_mode):
    """Power means of windows."""
    axes = x.ndim - 2
    kernel = tuples(kernel_size, axes)
    stride = kernel if stride is None else tuples(stride, axes)
    none, ones = (0,) * axes, (1,) * axes
    return pool(np.sum, x**p, kernel, stride, none, none, ones, (), ceil_mode) ** (1 / p)


def lrn(x, radius, bias, alpha, beta):
    """Divided by a power of the sum of squares of neighbouring channels."""
    sums = np.zeros_like(x)
    for c in range(x.shape[1]):
        sums[:, c] = (x[:, max(c - radius, 0) : c + radius + 1] ** 2).sum(1)
    return x / (bias + alpha * sums) ** beta


def shifted(x, axis, back):
    """One place along an axis; zero comes in."""
    moved = np.roll(x, -1 if back else 1, axis)
    if moved.shape[axis]:
        np.moveaxis(moved, axis, 0)[-1 if back else 0] = 0
    return moved


def recurrence(x, b, axis, reverse):
    """h[i] = b[i] + x[i] * h[i - 1]."""
    h = np.array(np.atleast_1d(b))
    rows, factors = np.moveaxis(h, axis, 0), np.moveaxis(np.atleast_1d(x), axis, 0)
    order = list(range(len(rows)))[:: -1 if reverse else 1]
    for before, i in itertools.pairwise(order):
        rows[i] += factors[i] * rows[before]
    return h.reshape(np.shape(b))
