"""Objects whose classes only Python knows: attributes, operators, protocols, state."""

from modes import f32
from visited import hidden, in_one_graph

X = f32(3)

Account = hidden("""class Account:
    made = 0
    def __init__(self, amount=0.0):
        type(self).made += 1
        self.amount, self.log = amount, []
    @property
    def rich(self):
        return self.amount > 100
    @classmethod
    def empty(cls):
        return cls()
    @staticmethod
    def tax(amount):
        return amount * 0.5
    def add(self, amount):
        self.amount += amount
        self.log.append(amount)
        return self
    def __len__(self):
        return len(self.log)
    def __bool__(self):
        return self.amount != 0
    def __contains__(self, amount):
        return amount in self.log
    def __getitem__(self, k):
        return self.log[k]
    def __setitem__(self, k, amount):
        self.log[k] = amount
    def __delitem__(self, k):
        del self.log[k]
    def __iter__(self):
        return iter(self.log)
    def __add__(self, other):
        return Account(self.amount + getattr(other, 'amount', other))
    __radd__ = __add__
    def __iadd__(self, amount):
        return self.add(amount)
    def __neg__(self):
        return Account(-self.amount)
    def __eq__(self, other):
        return self.amount == getattr(other, 'amount', other)
    __hash__ = None
    def __lt__(self, other):
        return self.amount < other.amount
    def __call__(self, v):
        return v * self.amount
    def __enter__(self):
        self.log.append('enter')
        return self
    def __exit__(self, kind, error, trace):
        self.log.append(kind and kind.__name__)
        return True
    def __repr__(self):
        return f'Account({self.amount})'
    def __format__(self, spec):
        return f'<{self.amount:{spec}}>'
    def __int__(self):
        return int(self.amount)
    def __float__(self):
        return float(self.amount)
    def __index__(self):
        return int(self.amount)
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return 'no ' + name
""")


@in_one_graph(X)
def test_made_at_each_call(x):
    before = Account.made
    account = Account(3.0)
    return x * account.amount, Account.made - before


@in_one_graph(X)
def test_methods_change_it(x):
    account = Account(1.0)
    account.add(2.0).add(float(x[0]))
    return account.amount, account.log, x


@in_one_graph(X)
def test_attributes_are_set_and_deleted(x):
    account = Account()
    account.owner = "me"
    owner = account.owner
    del account.owner
    return owner, account.owner, x


@in_one_graph(X)
def test_properties_and_methods_of_the_class(x):
    return Account(200).rich, Account.empty().amount, Account.tax(4), Account(1).tax(6), x


@in_one_graph(X)
def test_it_has_items(x):
    account = Account().add(1).add(2).add(3)
    account[0] = 10
    del account[1]
    return account[0], account[-1], len(account), 3 in account, 2 in account, x


@in_one_graph(X)
def test_it_is_looped_over(x):
    total = 0
    for amount in Account().add(1).add(2):
        total = total + amount
    return x * total


@in_one_graph(X)
def test_its_truth(x):
    if Account(1) and not Account(0):
        x = x + 1
    return x


@in_one_graph(X)
def test_its_operators(x):
    account = Account(1) + Account(2)
    account = 3 + account + 4
    account += 5
    return account.amount, (-account).amount, account.log, x


@in_one_graph(X)
def test_its_comparisons(x):
    return Account(1) == Account(1), Account(1) != Account(2), Account(1) < Account(2), x


@in_one_graph(X)
def test_it_is_called(x):
    return Account(2.0)(x) + Account(1.0)(x)


@in_one_graph(X)
def test_it_is_a_context_manager(x):
    with Account() as account:
        account.add(float(x[0]))
    return account.log, x


@in_one_graph(X)
def test_it_takes_an_exception(x):
    account = Account()
    with account:
        account.add(int("no number" + str(x.asnumpy().size)))
    return account.log, x


@in_one_graph(X)
def test_its_texts(x):
    account = Account(2.0)
    return str(account), repr(account), f"{account:.1f}", f"{account!r}", "%s" % account, x


@in_one_graph(X)
def test_its_numbers(x):
    account = Account(2.0)
    return int(account), float(account), [5, 6, 7][account], x


@in_one_graph(X)
def test_attributes_that_are_not_there(x):
    return Account().nothing, hasattr(Account(), "__nothing__"), getattr(3, "no", "default"), x


@in_one_graph(X)
def test_its_type(x):
    account = Account()
    return isinstance(account, Account), type(account) is Account, type(account).__name__, x


@in_one_graph(X)
def test_identity(x):
    account = Account()
    other = account.add(1)
    return other is account, Account() is account, account is not None, x


@in_one_graph(X)
def test_in_containers(x):
    accounts = {"a": Account(1), "b": [Account(2)]}
    accounts["b"].append(Account(3))
    return sum(float(a) for a in (accounts["a"], *accounts["b"])), x


@in_one_graph(X, also=((-X,),))
def test_which_of_two(x):
    account = Account(1) if x.sum() > 0 else Account(2)
    return account.amount, x


@in_one_graph(X)
def test_an_error_of_its_own(x):
    return Account()[5]


@in_one_graph(X)
def test_sorted_and_largest(x):
    accounts = [Account(3), Account(1), Account(2)]
    return [a.amount for a in sorted(accounts)], max(accounts, key=float).amount, x


@in_one_graph(X)
def test_it_keeps_a_tensor(x):
    account = Account(1.0)
    account.kept = x * 2
    return account.kept + 1, account(x)


SHARED = Account(1.0)


@in_one_graph(X)
def test_one_from_outside(x):
    SHARED.log.clear()
    SHARED.amount = 1.0
    SHARED.add(float(x[0]))
    return x * SHARED.amount, list(SHARED.log), len(SHARED)
