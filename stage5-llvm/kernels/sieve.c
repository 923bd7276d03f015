#include <stdio.h>
#include <stdlib.h>

int main(void) {
    const long limit = 4000000;
    long count = 0;
    for (int round = 0; round < 10; round++) {
        char *composite = calloc(limit, 1);
        count = 0;
        for (long n = 2; n < limit; n++) {
            if (composite[n]) continue;
            count++;
            for (long multiple = n * n; multiple < limit; multiple += n) composite[multiple] = 1;
        }
        free(composite);
    }
    fprintf(stderr, "%ld\n", count);
    return 0;
}
