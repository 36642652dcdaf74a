/* Written by `make engine` from cnnviz_helpers/palette.py: 33 colours a scale, red, green and blue bytes in base64. */

export const COLOURS = {
  signed: "NCBvQCt+TTaOWkGeZ02udVi+gmfJkHjPnYjWq5ncuanix7jn0cbr3NPv5+Hy8u72/fz5+/Hl+uXQ+Nq89c6n88OS77aA66lv5pxe4Y9N3IE50nMnwGUfrlcXnEoPizwGei8A",
  red: "SkxVV1lgZGVscXN4f4CEjY6QnJydqqqpubi2wcC+ysnG0tHP29nX4+Lf7Ovo9PPw/fz5/PHs++Xf+trS+c7G98O59bet8qyg76CU7JSI6Yl75nxv4nBj3mNW2lZK1kc90Tcv",
  green: "SkxVV1lgZGVscXN4f4CEjY6QnJydqqqpubi2wcC+ysnG0tHP29nX4+Lf7Ovo9PPw/fz58PXt5O7h1+bWy9/Kv9i+stGzpsqomcOcjbyRgLWGdK57Z6ZwWp9lTJhZPZFOLIpD",
  blue: "SkxVV1lgZGVscXN4f4CEjY6QnJydqqqpubi2wcC+ysnG0tHP29nX4+Lf7Ovo9PPw/fz57/P34un11ODzxtbwuc3urMPrn7rokrDlhafieJ3fa5TbXorYUYDURXbROGzNKmLJ",
};
