#include <stdio.h>
#include <stdlib.h>

enum { n = 300 };

int main(void) {
    double *a = malloc(n * n * 8), *b = malloc(n * n * 8), *c = malloc(n * n * 8);
    for (long i = 0; i < n * n; i++) {
        a[i] = i % 7;
        b[i] = i % 5;
    }
    for (int round = 0; round < 5; round++) {
        for (long i = 0; i < n; i++) {
            for (long j = 0; j < n; j++) {
                double sum = 0;
                for (long k = 0; k < n; k++) sum += a[i * n + k] * b[k * n + j];
                c[i * n + j] = sum;
            }
        }
    }
    double total = 0;
    for (long i = 0; i < n * n; i++) total += c[i];
    fprintf(stderr, "%ld\n", (long)total);
    return 0;
}
