#version 300 es
// Cells of one or many maps: a number of the texture becomes a colour of the scale; a number below the
// first colour's is ruled out and hatched, so that colour is not the only sign.
precision highp float;
precision highp int;
precision highp sampler2D;

uniform sampler2D values;  // maps side by side, `across` in a row
uniform ivec2 cells;       // columns and rows of a map
uniform int across;
uniform int first;         // map in the upper left corner
uniform ivec2 tiles;       // maps across and down
uniform vec2 pitch;        // pixels from map to map
uniform vec2 tile;         // pixels of a map
uniform float line;        // pixels of the gap between cells
uniform float hatch;       // pixels from stroke to stroke
uniform float low;         // value of the first colour
uniform float high;        // value of the last colour
uniform vec4 stops[17];
uniform vec4 stroke;

in vec2 at;
out vec4 result;

void main() {
  ivec2 which = ivec2(floor(at / pitch));
  vec2 inside = at - vec2(which) * pitch;
  if (any(greaterThanEqual(inside, tile)) || any(greaterThanEqual(which, tiles))) discard;
  vec2 side = tile / vec2(cells);
  ivec2 cell = min(ivec2(inside / side), cells - 1);
  vec2 in_cell = inside - vec2(cell) * side;
  if (any(greaterThan(in_cell, side - line))) discard;

  int map = first + which.y * tiles.x + which.x;
  float value = texelFetch(values, ivec2(map % across, map / across) * cells + cell, 0).r;
  if (value < low) {
    float along = mod(at.x + at.y, hatch);
    float cover = clamp(1.0 - abs(along - 0.5 * hatch), 0.0, 1.0);
    if (cover <= 0.0) discard;
    result = vec4(stroke.rgb, stroke.a * cover);
    return;
  }
  float place = clamp((value - low) / (high - low), 0.0, 1.0) * 16.0;
  int below = min(int(place), 15);
  result = mix(stops[below], stops[below + 1], place - float(below));
}
