TEXT = """
It was the best of times, it was the worst of times,
it was the age of wisdom, it was the age of foolishness,
it was the epoch of belief, it was the epoch of incredulity,
it was the season of Light, it was the season of Darkness.
"""


def words_of(text):
    words = []
    for word in text.split():
        word = word.strip(".,;:!?").lower()
        if word:
            words.append(word)
    return words


def main():
    counts = {}
    for word in words_of(TEXT):
        counts[word] = counts.get(word, 0) + 1

    ranking = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for word, count in ranking[:8]:
        print(f"{word:<10} {count:>3} {'#' * count}")
    print(len(counts), "different words,", sum(counts.values()), "in all")


if __name__ == "__main__":
    main()
