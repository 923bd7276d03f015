def greet(name, greeting):
    return greeting + ", " + name


print(greet("Ann", "Hello"))
print("result:", greet("Bob"))
