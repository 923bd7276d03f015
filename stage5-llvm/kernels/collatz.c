#include <stdio.h>

int main(void) {
    long longest = 0, start = 0;
    for (long first = 1; first < 1000000; first++) {
        long n = first, steps = 0;
        while (n != 1) {
            if (n % 2 == 0) {
                n /= 2;
            } else {
                n = 3 * n + 1;
            }
            steps++;
        }
        if (steps > longest) {
            longest = steps;
            start = first;
        }
    }
    fprintf(stderr, "%ld %ld\n", start, longest);
    return 0;
}
