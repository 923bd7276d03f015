# A little shop with state in dictionaries and errors of several kinds.
def make_shop():
    stock, prices, log = {}, {}, []

    def logged(function):
        def wrapper(*args, **kwargs):
            entry = [function.__name__, args, kwargs, None]
            log.append(entry)
            try:
                result = function(*args, **kwargs)
            except Exception as error:
                entry[3] = f"{type(error).__name__}: {error}"
                raise
            entry[3] = result
            return result
        return wrapper

    @logged
    def receive(item, count=1, *, price=None):
        if count <= 0:
            raise ValueError(f"cannot receive {count}")
        stock[item] = stock.get(item, 0) + count
        if price is not None:
            prices[item] = price
        return stock[item]

    @logged
    def sell(item, count=1, *, discount=0.0):
        try:
            available = stock[item]
        except KeyError:
            raise LookupError(f"no {item!r} here") from None
        if available < count:
            raise ValueError(f"only {available} of {item!r}")
        stock[item] -= count
        if not stock[item]:
            del stock[item]
        return round(prices[item] * count * (1 - discount), 2)

    @logged
    def order(*wanted, **options):
        done = []
        try:
            for item, count in wanted:
                done.append((item, count, sell(item, count, **options)))
        except (LookupError, ValueError):
            for item, count, _ in done:
                receive(item, count)
            raise
        total = 0
        for *_, amount in done:
            total += amount
        return total

    return receive, sell, order, stock, log


receive, sell, order, stock, log = make_shop()
receive("nail", 1000, price=0.02)
receive("hammer", 3, price=12.5)
receive("saw", price=20)
print(stock, sell("nail", 50), sell("hammer", discount=0.1))
for attempt in (
    lambda: sell("drill"), lambda: sell("saw", 2), lambda: receive("saw", 0), lambda: order(("nail", 10), ("saw", 1)), lambda: order(("hammer", 1), ("saw", 1)), lambda: order(("nail", 1), ("hammer", 2), discount=0.5), lambda: order(("nail", "many")), lambda: order("nail"), lambda: sell("nail", 1, 0.5), lambda: receive(), lambda: receive("oil", 2), lambda: sell("oil"),
):
    try:
        print("ok", attempt(), stock)
    except Exception as error:
        print(type(error).__name__, error, stock)
for name, args, kwargs, result in log:
    arguments = [repr(a) for a in args] + [f"{k}={v!r}" for k, v in kwargs.items()]
    print(f"{name}({', '.join(arguments)}) -> {result}")
