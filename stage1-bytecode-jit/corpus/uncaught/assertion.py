def withdraw(balance, amount):
    assert amount > 0, f"amount must be positive, not {amount}"
    assert balance >= amount
    return balance - amount


print(withdraw(10, 3))
try:
    withdraw(1, 2)
except AssertionError as error:
    print("no message:", repr(error))
withdraw(10, -3)
