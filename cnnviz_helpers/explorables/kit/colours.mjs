/* Written by `make engine` from cnnviz_helpers/palette.py: the colours of a scale, red, green and blue bytes in base64. */

export const COLOURS = {
  signed: "NCBvQCt+TTaOWkGeZ02udVi+gmfJkHjPnYjWq5ncuanix7jn0cbr3NPv5+Hy8u72/fz5+/Hl+uXQ+Nq89c6n88OS77aA66lv5pxe4Y9N3IE50nMnwGUfrlcXnEoPizwGei8A",
  red: "SkxVZGVsf4CEnJydubi2ysnG29nX7Ovo/fz5++Xf+c7G9bet76CU6Yl74nBj2lZK0Tcv",
  green: "SkxVZGVsf4CEnJydubi2ysnG29nX7Ovo/fz55O7hy9/KstGzmcOcgLWGZ6ZwTJhZLIpD",
  blue: "SkxVZGVsf4CEnJydubi2ysnG29nX7Ovo/fz54un1xtbwrMPrkrDleJ3fXorYRXbRKmLJ",
};
