# Guesses a number by halving; give one on the command line, or it takes 42.
import sys


def guess(secret, low=1, high=100):
    tries = 0
    while True:
        tries += 1
        middle = (low + high) // 2
        if middle < secret:
            print(f"{middle} is too low")
            low = middle + 1
        elif middle > secret:
            print(f"{middle} is too high")
            high = middle - 1
        else:
            print(f"{middle} it is, found in {tries} tries")
            return


def main():
    try:
        secret = int(sys.argv[1]) if len(sys.argv) > 1 else 42
    except ValueError as error:
        sys.exit(f"not a number: {error}")
    if not 1 <= secret <= 100:
        sys.exit("between 1 and 100, please")
    guess(secret)


if __name__ == "__main__":
    main()
