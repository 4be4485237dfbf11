// In the place of a module that whoever asks for it can do without, and that is of no use here.
module.exports = {};
