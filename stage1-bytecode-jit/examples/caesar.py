def shift_letter(letter, key):
    if "a" <= letter <= "z":
        base = ord("a")
    elif "A" <= letter <= "Z":
        base = ord("A")
    else:
        return letter
    return chr((ord(letter) - base + key) % 26 + base)


def encrypt(text, key=3):
    return "".join([shift_letter(letter, key) for letter in text])


def decrypt(text, key=3):
    return encrypt(text, -key)


message = "Attack at dawn, Caesar!"
secret = encrypt(message)
print(secret)
print(decrypt(secret))
assert decrypt(secret) == message

for key in range(1, 26, 6):
    print(f"key {key:2}: {encrypt(message, key=key)}")
