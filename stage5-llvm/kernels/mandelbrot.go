// Floating-point arithmetic in registers, and a loop that ends when a comparison says so.
package main

func main() {
	inside := 0
	for y := 0; y < 400; y++ {
		for x := 0; x < 600; x++ {
			cr, ci := float64(x)/200-2, float64(y)/200-1
			zr, zi := 0.0, 0.0
			step := 0
			for step < 200 && zr*zr+zi*zi < 4 {
				zr, zi = zr*zr-zi*zi+cr, 2*zr*zi+ci
				step++
			}
			if step == 200 {
				inside++
			}
		}
	}
	println(inside)
}
