# Reads records from text, groups and formats them.
DATA = """\
date,region,item,units,price
2024-01-05,North,apple,12,0.50
2024-01-06,South,pear,7,0.75
2024-01-06,North,pear,3,0.80

2024-02-01,West,apple,40,0.45
2024-02-03,South,apple,oops,0.50
2024-02-04,South,fig,100,2.25
2024-02-05,North
2024-03-01,West,fig,1,2.50
"""


def parse(text):
    header, *lines = text.splitlines()
    names = header.split(",")
    for number, line in enumerate(lines, 2):
        if not line.strip():
            continue
        fields = line.split(",")
        if len(fields) != len(names):
            problems.append(f"line {number}: {len(fields)} fields instead of {len(names)}")
            continue
        record = dict(zip(names, fields))
        try:
            record["units"] = int(record["units"])
            record["price"] = float(record["price"])
        except ValueError as error:
            problems.append(f"line {number}: {error}")
        else:
            record["total"] = record["units"] * record["price"]
            records.append(record)


def group(rows, key):
    groups = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def table(rows, *columns, widths={}):
    for name in columns:
        width = widths.get(name, 10)
        print(f"{name.title():^{width}}", end="|")
    print()
    for row in rows:
        for name in columns:
            value, width = row[name], widths.get(name, 10)
            print(f"{value:>{width},.2f}" if isinstance(value, float) else f"{value:<{width}}", end="|")
        print()


records, problems = [], []
parse(DATA)
table(records, "date", "region", "item", "units", "total", widths={"units": 5, "date": 12})
for problem in problems:
    print("!", problem)
for title, key in (("region", lambda r: r["region"]), ("month", lambda r: r["date"][:7]), ("item", lambda r: r["item"])):
    groups = group(records, key)
    print(f"by {title}:")
    for name in sorted(groups, key=lambda n: -len(groups[n])):
        rows = groups[name]
        units = sum([r["units"] for r in rows])
        money = 0.0
        for r in rows:
            money += r["total"]
        share = units / sum([r["units"] for r in records])
        print(f"  {name:.<10}{len(rows):>3}{units:>6}{money:>10.2f}{share:>8.1%} {'*' * round(share * 40)}")
best = max(records, key=lambda r: (r["total"], r["item"]))
print("best: {item} in {region}, {units:d} at {price:.2f} = {total:,.1f}".format(**best))
print("%-8s %5d %8.3f" % (best["item"], best["units"], best["price"]))
print({r["item"]: {q["region"] for q in records if q["item"] == r["item"]} == {"South", "West"} for r in records})
