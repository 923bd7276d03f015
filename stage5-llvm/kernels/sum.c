#include <stdio.h>
#include <stdlib.h>

int main(void) {
    const long length = 100000;
    long *numbers = malloc(length * sizeof *numbers), sum = 0;
    for (long i = 0; i < length; i++) numbers[i] = i;
    for (long round = 0; round < 1000; round++) {
        numbers[round] ^= 1;
        for (long i = 0; i < length; i++) sum += numbers[i];
    }
    fprintf(stderr, "%ld\n", sum);
    return 0;
}
