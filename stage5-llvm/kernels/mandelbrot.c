#include <stdio.h>

int main(void) {
    long inside = 0;
    for (int y = 0; y < 400; y++) {
        for (int x = 0; x < 600; x++) {
            double cr = x / 200.0 - 2, ci = y / 200.0 - 1, zr = 0, zi = 0;
            long step = 0;
            while (step < 200 && zr * zr + zi * zi < 4) {
                double next = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci;
                zr = next;
                step++;
            }
            if (step == 200) inside++;
        }
    }
    fprintf(stderr, "%ld\n", inside);
    return 0;
}
