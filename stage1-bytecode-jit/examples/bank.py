def make_account(owner, balance=0):
    history = []

    def deposit(amount):
        nonlocal balance
        if amount <= 0:
            raise ValueError("amount must be positive")
        balance += amount
        history.append(("deposit", amount))
        return balance

    def withdraw(amount):
        nonlocal balance
        if amount > balance:
            raise ValueError(f"{owner} has only {balance:.2f}, not {amount:.2f}")
        balance -= amount
        history.append(("withdraw", amount))
        return balance

    return {
        "owner": owner,
        "deposit": deposit,
        "withdraw": withdraw,
        "balance": lambda: balance,
        "history": history,
    }


def transfer(source, target, amount):
    source["withdraw"](amount)
    try:
        target["deposit"](amount)
    except KeyError:
        source["deposit"](amount)
        raise


def attempt(action, *arguments):
    try:
        action(*arguments)
    except (ValueError, KeyError) as error:
        print(f"  refused: {type(error).__name__}: {error}")
    else:
        print("  done")
    finally:
        print(f"  ann {ann['balance']():.2f}, bob {bob['balance']():.2f}")


ann = make_account("Ann", 100)
bob = make_account("Bob")
closed = {"owner": "Carl"}

print("Ann gives Bob 30")
attempt(transfer, ann, bob, 30)
print("Bob gives Ann 50")
attempt(transfer, bob, ann, 50)
print("Ann deposits nothing")
attempt(ann["deposit"], 0)
print("Ann pays into a closed account")
attempt(transfer, ann, closed, 20)

for kind, amount in ann["history"]:
    print(f"{kind:.<12}{amount:.>8}")
