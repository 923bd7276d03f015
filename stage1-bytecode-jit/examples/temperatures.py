def to_fahrenheit(celsius):
    return celsius * 9 / 5 + 32


print(f"{'Celsius':>10} | {'Fahrenheit':>10} | {'Kelvin':>8}")
print("-" * 10 + "-+-" + "-" * 10 + "-+-" + "-" * 8)
for celsius in range(-40, 101, 20):
    fahrenheit = to_fahrenheit(celsius)
    kelvin = celsius + 273.15
    print(f"{celsius:>10} | {fahrenheit:>10.1f} | {kelvin:>8.2f}")

week = {"Mon": 18.5, "Tue": 21.0, "Wed": 19.25, "Thu": 23.5, "Fri": 22.0}
warmest = max(week, key=week.get)
average = sum(week.values()) / len(week)
print(f"warmest: {warmest} with {week[warmest]}, average {average:.2f}")
