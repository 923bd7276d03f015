module selfhost

go 1.22
