// Multi-scale deformable attention on a CPU: bilinear samples, weighed and summed up as they are taken.
//
// value      [batch, cells, heads, width]   the cells of all levels, one level after the other, row by row
// levels     int64 [levels, 2]              height and width of each
// places     [batch, queries, heads, levels, points, 2]   x and y from 0 to 1; nothing lies outside
// weights    [batch, queries, heads, levels, points]
// result     [batch, queries, heads * width]
//
// As in Deformable DETR (https://arxiv.org/abs/2010.04159, equation 3), whose own kernels are for CUDA alone.
#include <torch/extension.h>

#include <cmath>
#include <vector>

namespace {

struct Corner {
  float weight, weight_by_x, weight_by_y;
  int64_t cell;
};

/** The cells around a place that lie in the picture, with how their share changes as the place moves. */
int corners_of(float x, float y, int64_t height, int64_t width, int64_t first, Corner* corners) {
  x = x * width - 0.5f;
  y = y * height - 0.5f;
  const float left = std::floor(x), top = std::floor(y);
  const float right_share = x - left, lower_share = y - top;
  int count = 0;
  for (int down = 0; down < 2; down++) {
    const int64_t row = static_cast<int64_t>(top) + down;
    if (row < 0 || row >= height) continue;
    const float by_row = down ? lower_share : 1 - lower_share;
    for (int across = 0; across < 2; across++) {
      const int64_t column = static_cast<int64_t>(left) + across;
      if (column < 0 || column >= width) continue;
      const float by_column = across ? right_share : 1 - right_share;
      corners[count++] = {by_row * by_column, (across ? by_row : -by_row) * width,
                          (down ? by_column : -by_column) * height, first + row * width + column};
    }
  }
  return count;
}

struct Shape {
  int64_t batch, cells, heads, width, queries, levels, points;
  std::vector<int64_t> heights, widths, firsts;

  Shape(const at::Tensor& value, const at::Tensor& level_sizes, const at::Tensor& places)
      : batch(value.size(0)), cells(value.size(1)), heads(value.size(2)), width(value.size(3)),
        queries(places.size(1)), levels(places.size(3)), points(places.size(4)) {
    const auto sizes = level_sizes.accessor<int64_t, 2>();
    int64_t first = 0;
    for (int64_t level = 0; level < levels; level++) {
      heights.push_back(sizes[level][0]);
      widths.push_back(sizes[level][1]);
      firsts.push_back(first);
      first += sizes[level][0] * sizes[level][1];
    }
    TORCH_CHECK(first == cells, "the levels have ", first, " cells, value has ", cells);
  }

  /** Calls work(picture, query and head, sample, corners, count), pictures in parallel. */
  template <typename Work>
  void each_sample(const float* places, Work work) const {
    at::parallel_for(0, batch, 1, [&](int64_t begin, int64_t end) {
      Corner corners[4];
      for (int64_t picture = begin; picture < end; picture++) {
        for (int64_t at = 0; at < queries * heads; at++) {
          const int64_t row = picture * queries * heads + at;
          for (int64_t level = 0; level < levels; level++) {
            for (int64_t point = 0; point < points; point++) {
              const int64_t sample = (row * levels + level) * points + point;
              const int count = corners_of(places[2 * sample], places[2 * sample + 1], heights[level], widths[level],
                                           firsts[level], corners);
              work(picture, row, sample, corners, count);
            }
          }
        }
      }
    });
  }

  int64_t offset(int64_t picture, int64_t row, int64_t cell) const {
    return ((picture * cells + cell) * heads + row % heads) * width;
  }
};

at::Tensor forward(const at::Tensor& value, const at::Tensor& levels, const at::Tensor& places,
                   const at::Tensor& weights) {
  const Shape shape(value, levels, places);
  const int64_t width = shape.width;
  auto result = at::zeros({shape.batch, shape.queries, shape.heads * width}, value.options());
  const float *values = value.data_ptr<float>(), *attention = weights.data_ptr<float>();
  float* sums = result.data_ptr<float>();
  shape.each_sample(places.data_ptr<float>(), [&](int64_t picture, int64_t row, int64_t sample, const Corner* corners,
                                                  int count) {
    float* __restrict sum = sums + row * width;
    for (int at = 0; at < count; at++) {
      const float* __restrict cell = values + shape.offset(picture, row, corners[at].cell);
      const float weight = attention[sample] * corners[at].weight;
      for (int64_t channel = 0; channel < width; channel++) sum[channel] += weight * cell[channel];
    }
  });
  return result;
}

std::vector<at::Tensor> backward(const at::Tensor& value, const at::Tensor& levels, const at::Tensor& places,
                                 const at::Tensor& weights, const at::Tensor& gradient) {
  const Shape shape(value, levels, places);
  const int64_t width = shape.width;
  auto by_value = at::zeros_like(value), by_places = at::empty_like(places), by_weights = at::empty_like(weights);
  const float *values = value.data_ptr<float>(), *attention = weights.data_ptr<float>();
  const float* gradients = gradient.data_ptr<float>();
  float *to_value = by_value.data_ptr<float>(), *to_places = by_places.data_ptr<float>();
  float* to_weights = by_weights.data_ptr<float>();
  shape.each_sample(places.data_ptr<float>(), [&](int64_t picture, int64_t row, int64_t sample, const Corner* corners,
                                                  int count) {
    const float* __restrict given = gradients + row * width;
    float by_x = 0, by_y = 0, by_weight = 0;
    for (int at = 0; at < count; at++) {
      const int64_t offset = shape.offset(picture, row, corners[at].cell);
      const float* __restrict cell = values + offset;
      float* __restrict to_cell = to_value + offset;
      const float weight = attention[sample] * corners[at].weight;
      float product = 0;
      for (int64_t channel = 0; channel < width; channel++) product += given[channel] * cell[channel];
      for (int64_t channel = 0; channel < width; channel++) to_cell[channel] += weight * given[channel];
      by_weight += product * corners[at].weight;
      by_x += product * corners[at].weight_by_x;
      by_y += product * corners[at].weight_by_y;
    }
    to_weights[sample] = by_weight;
    to_places[2 * sample] = attention[sample] * by_x;
    to_places[2 * sample + 1] = attention[sample] * by_y;
  });
  return {by_value, by_places, by_weights};
}

}  // namespace

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("forward", &forward);
  module.def("backward", &backward);
}
